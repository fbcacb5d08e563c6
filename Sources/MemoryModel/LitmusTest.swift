/// A small concurrent program and the final states it is asked about, in the notation of the
/// litmus table:
///
///     W.rlx x 1; r0=R.acq y || F.sc; r0=CAS.ar.rlx x 0 1; if r0==1 { W.na z r0 }
///     0:r0=0 & x=1
///
/// Threads are separated by `||` and operations by `;`. Orders are `rlx`, `con`, `acq`, `rel`, `ar`
/// and `sc`; `na` is a plain access. `ADD` and `XCHG` give the old value, `CAS` is strong and gives
/// 1 on success.
public struct LitmusTest: Hashable, Sendable {
  public var scenario: Scenario
  public var condition: Condition

  public init(scenario: Scenario, condition: Condition) {
    self.scenario = scenario
    self.condition = condition
  }

  /// Reads a program and a condition.
  public init(program: String, condition: String) throws(LitmusError) {
    var programParser = LitmusParser(program, part: .program)
    scenario = try programParser.parseProgram()
    var conditionParser = LitmusParser(condition, part: .condition)
    self.condition = try conditionParser.parseCondition()
  }
}

/// Why a litmus text could not be read.
public struct LitmusError: Error, Hashable, CustomStringConvertible {
  public enum Part: String, Hashable, Sendable {
    case program
    case condition
  }

  public var part: Part
  /// Where, counted in characters from 1.
  public var column: Int
  public var message: String

  public init(part: Part, column: Int, message: String) {
    self.part = part
    self.column = column
    self.message = message
  }

  public var description: String { "\(part.rawValue), column \(column): \(message)" }
}
