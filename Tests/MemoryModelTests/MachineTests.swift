import MemoryModel
import Testing

/// What machines can show, against what the literature says of the compiled programs.
///
/// The verdicts are those of: Owens, Sarkar, Sewell, "A better x86 memory model: x86-TSO" (2009);
/// Alglave, Maranget, Tautschnig, "Herding cats" (2014) for Power and the names of the tests; Pulte
/// et al., "Simplifying Arm concurrency" (2018); the RISC-V manual's chapter on RVWMO; and for
/// C11 on Power, Lahav et al., "Repairing sequential consistency in C/C++11" (2017).
@Suite struct MachineTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var program: String
    var condition: String
    /// The first letters of the machines that can show it: x86, Linux on Arm, Apple, RISC-V, Power.
    var shows: String
    var testDescription: String { name }

    init(_ name: String, _ program: String, _ condition: String, _ shows: String) {
      self.name = name
      self.program = program
      self.condition = condition
      self.shows = shows
    }
  }

  private static let sb = "0:r0=0 & 1:r0=0"
  private static let mp = "1:r0=1 & 1:r1=0"
  private static let lb = "0:r0=1 & 1:r0=1"
  private static let iriw = "2:r0=1 & 2:r1=0 & 3:r0=1 & 3:r1=0"
  private static let wrc = "1:r0=1 & 2:r0=1 & 2:r1=0"
  private static let ww = "x=1 & y=1"
  private static let r = "y=2 & 1:r0=0"
  private static let s = "x=2 & 1:r0=1"

  static let cases = [
    Case("SB", "W.rlx x 1; r0=R.rlx y || W.rlx y 1; r0=R.rlx x", sb, "XLARP"),
    Case("SB+rel-acq", "W.rel x 1; r0=R.acq y || W.rel y 1; r0=R.acq x", sb, "XARP"),
    Case("SB+sc-acq", "W.sc x 1; r0=R.acq y || W.sc y 1; r0=R.acq x", sb, "AP"),
    Case("SB+sc", "W.sc x 1; r0=R.sc y || W.sc y 1; r0=R.sc x", sb, ""),
    Case("SB+F.sc", "W.rlx x 1; F.sc; r0=R.rlx y || W.rlx y 1; F.sc; r0=R.rlx x", sb, ""),
    Case("SB+F.ar", "W.rlx x 1; F.ar; r0=R.rlx y || W.rlx y 1; F.ar; r0=R.rlx x", sb, "XRP"),
    Case("SB+xchg", "r1=XCHG.rlx x 1; r0=R.rlx y || r1=XCHG.rlx y 1; r0=R.rlx x", sb, "LARP"),

    Case("MP", "W.rlx x 1; W.rlx y 1 || r0=R.rlx y; r1=R.rlx x", mp, "LARP"),
    Case("MP+rel", "W.rlx x 1; W.rel y 1 || r0=R.rlx y; r1=R.rlx x", mp, "LARP"),
    Case("MP+acq", "W.rlx x 1; W.rlx y 1 || r0=R.acq y; r1=R.rlx x", mp, "LARP"),
    Case("MP+rel+acq", "W.rlx x 1; W.rel y 1 || r0=R.acq y; r1=R.rlx x", mp, ""),
    Case("MP+F+F", "W.rlx x 1; F.rel; W.rlx y 1 || r0=R.rlx y; F.acq; r1=R.rlx x", mp, ""),
    // A release store does not order what follows it.
    Case("MP+late", "W.rel y 1; W.rlx x 1 || r0=R.acq x; r1=R.rlx y", "1:r0=1 & 1:r1=0", "LARP"),
    Case("MP+sc-late", "W.sc y 1; W.rlx x 1 || r0=R.acq x; r1=R.rlx y", "1:r0=1 & 1:r1=0", "LAP"),
    // An acq_rel update by exclusives is no barrier; as one instruction it is.
    Case("MP+update", "r=ADD.ar y 1; W.rlx x 1 || r0=R.acq x; r1=R.rlx y", "1:r0=1 & 1:r1=0", "L"),

    Case("LB", "r0=R.rlx x; W.rlx y 1 || r0=R.rlx y; W.rlx x 1", lb, "LARP"),
    Case("LB+data", "r0=R.rlx x; W.rlx y r0 || r0=R.rlx y; W.rlx x 1", lb, "LARP"),
    Case(
      "LB+ctrls",
      "r0=R.rlx x; if r0==1 { W.rlx y 1 } || r0=R.rlx y; W.rlx x 1; W.rlx z r0",
      "0:r0=1 & 1:r0=1", "LARP"),
    Case("LB+acq", "r0=R.acq x; W.rlx y 1 || r0=R.acq y; W.rlx x 1", lb, ""),
    Case("LB+rel", "r0=R.rlx x; W.rel y 1 || r0=R.rlx y; W.rel x 1", lb, ""),
    Case("LB+ctrl+rel", "r0=R.rlx x; if r0==1 { W.rlx y 1 } || r0=R.rlx y; W.rel x 1", lb, ""),

    Case(
      "IRIW", "W.rlx x 1 || W.rlx y 1 || r0=R.rlx x; r1=R.rlx y || r0=R.rlx y; r1=R.rlx x", iriw,
      "LARP"),
    // Only Power lets two readers disagree on the order of independent writes.
    Case(
      "IRIW+acq", "W.rel x 1 || W.rel y 1 || r0=R.acq x; r1=R.acq y || r0=R.acq y; r1=R.acq x",
      iriw, "P"),
    Case(
      "IRIW+lwsync",
      "W.rlx x 1 || W.rlx y 1 || r0=R.rlx x; F.ar; r1=R.rlx y || r0=R.rlx y; F.ar; r1=R.rlx x",
      iriw, "P"),
    Case(
      "IRIW+sync",
      "W.rlx x 1 || W.rlx y 1 || r0=R.rlx x; F.sc; r1=R.rlx y || r0=R.rlx y; F.sc; r1=R.rlx x",
      iriw, ""),
    Case(
      "IRIW+sc", "W.sc x 1 || W.sc y 1 || r0=R.sc x; r1=R.sc y || r0=R.sc y; r1=R.sc x", iriw, ""),

    Case("WRC", "W.rlx x 1 || r0=R.rlx x; W.rlx y 1 || r0=R.rlx y; r1=R.rlx x", wrc, "LARP"),
    Case("WRC+rel+acq", "W.rlx x 1 || r0=R.rlx x; W.rel y 1 || r0=R.acq y; r1=R.rlx x", wrc, ""),
    // A data dependency in the middle is enough where writes reach all others at once.
    Case("WRC+data+acq", "W.rlx x 1 || r0=R.rlx x; W.rlx y r0 || r0=R.acq y; r1=R.rlx x", wrc, "P"),

    Case("2+2W", "W.rlx x 1; W.rlx y 2 || W.rlx y 1; W.rlx x 2", ww, "LARP"),
    Case("2+2W+rel", "W.rlx x 1; W.rel y 2 || W.rlx y 1; W.rel x 2", ww, ""),
    Case("2+2W+F", "W.rlx x 1; F.rel; W.rlx y 2 || W.rlx y 1; F.rel; W.rlx x 2", ww, ""),

    Case("R", "W.rlx x 1; W.rlx y 1 || W.rlx y 2; r0=R.rlx x", r, "XLARP"),
    Case("R+F.sc", "W.rlx x 1; W.rlx y 1 || W.rlx y 2; F.sc; r0=R.rlx x", r, "LARP"),
    Case("R+lwsync+sync", "W.rlx x 1; F.rel; W.rlx y 1 || W.rlx y 2; F.sc; r0=R.rlx x", r, "P"),
    Case("R+syncs", "W.rlx x 1; F.sc; W.rlx y 1 || W.rlx y 2; F.sc; r0=R.rlx x", r, ""),

    Case("S", "W.rlx x 2; W.rlx y 1 || r0=R.rlx y; W.rlx x 1", s, "LARP"),
    Case("S+rel+data", "W.rlx x 2; W.rel y 1 || r0=R.rlx y; W.rlx x r0", s, ""),
    Case("S+rel+acq", "W.rlx x 2; W.rel y 1 || r0=R.acq y; W.rlx x 1", s, ""),

    Case("CoRR", "W.rlx x 1 || r0=R.rlx x; r1=R.rlx x", "1:r0=1 & 1:r1=0", ""),
    Case("two updates", "r0=ADD.rlx x 1 || r0=ADD.rlx x 1", "0:r0=0 & 1:r0=0", ""),
  ]

  @Test(arguments: cases) func literatureAgrees(_ test: Case) throws {
    let litmus = try LitmusTest(program: test.program, condition: test.condition)
    let verdicts = Checker().machines(showing: .outcome(litmus.condition), of: litmus.scenario)
    let letters: [(Machine, Character)] = [
      (.x86, "X"), (.armLinux, "L"), (.apple, "A"), (.riscv, "R"), (.power, "P"),
    ]
    let shown = String(letters.filter { verdicts[$0.0] == .possible }.map(\.1))
    #expect(shown == test.shows)
    #expect(!verdicts.values.contains(.undecided))
  }

  /// A mapping that let a machine show what C++20 forbids would be a miscompilation: then the
  /// mapping or the model here is wrong.
  @Test func noMachineShowsWhatTheLanguageForbids() throws {
    for row in try LitmusTable().rows where row.loadBufferingVerdict == "forbidden" {
      let test = try LitmusTest(program: row.program, condition: row.condition)
      let verdicts = Checker().machines(showing: .outcome(test.condition), of: test.scenario)
      for machine in Machine.allCases {
        #expect(verdicts[machine] == .impossible, "\(row.name) on \(machine.rawValue)")
      }
    }
  }

  @Test func racesShowWhereMachinesReorder() throws {
    let relaxed = try LitmusTest(
      program: "W.na x 1; W.rlx y 1 || r0=R.acq y; if r0==1 { r1=R.na x }", condition: "")
    #expect(
      Checker().machines(showing: .dataRace(on: Variable("x")), of: relaxed.scenario)
        == [
          .x86: .impossible, .armLinux: .possible, .apple: .possible, .riscv: .possible,
          .power: .possible,
        ])
    let cut = Checker(budget: Budget(candidates: 10))
      .machines(showing: .dataRace(on: nil), of: relaxed.scenario)
    #expect(cut[.x86] == .undecided)
  }
}
