import MemoryModel
import Testing

/// An assertion can fail exactly if a program can write down that it would have: what the checker
/// finds on the way is compared with what it finds at the end, on seeded random programs.
@Suite struct AssertionSecondOpinionTests {
  /// Where something is asked of a register, directly after the instruction that fills it.
  private struct Place {
    var routine: Int
    var block: Int
    var instruction: Int
    var register: Int
  }

  @Test(arguments: 0..<4) func assertionsFailWhenTheirOppositeCanBeWritten(part: Int) {
    var (failures, questions) = (0, 0)
    for seed in part * 60..<(part + 1) * 60 {
      let program = RandomProgram.program(seed: UInt64(seed))
      for place in places(in: program) {
        for value in 0...1 {
          let fails = assertionFails(program, place, value)
          #expect(fails == canBeWritten(program, place, value), "seed \(seed) \(place) \(value)")
          questions += 1
          if fails { failures += 1 }
        }
      }
    }
    #expect(failures > 100 && failures < questions)
  }

  private func places(in program: ConcurrentProgram) -> [Place] {
    var found: [Place] = []
    for (routine, code) in program.routines.enumerated() {
      for (block, content) in code.blocks.enumerated() {
        for (index, instruction) in content.instructions.enumerated() {
          for register in instruction.operation.filled {
            found.append(
              Place(routine: routine, block: block, instruction: index, register: register))
          }
        }
      }
    }
    return found
  }

  private func inserting(
    _ operation: ConcurrentProgram.Operation, _ place: Place, into program: ConcurrentProgram
  ) -> ConcurrentProgram {
    var changed = program
    changed.routines[place.routine].blocks[place.block].instructions.insert(
      ConcurrentProgram.Instruction(operation), at: place.instruction + 1)
    return changed
  }

  private func assertionFails(
    _ program: ConcurrentProgram, _ place: Place, _ value: Int
  ) -> Bool {
    let asserting = inserting(
      .assert(.binary(.notEqual, .register(place.register), .constant(value))), place,
      into: program)
    return Checker().check(asserting).findings.contains { $0.kind == .assertionFailure }
  }

  private func canBeWritten(
    _ program: ConcurrentProgram, _ place: Place, _ value: Int
  ) -> Bool {
    let object = program.objects.count
    var writing = inserting(
      .update(
        ConcurrentProgram.Update(
          at: .object(object), .or,
          .binary(.equal, .register(place.register), .constant(value)), .relaxed)), place,
      into: program)
    writing.objects.append(ConcurrentProgram.StaticObject(name: "told"))
    return Checker().outcomes(of: writing).outcomes.contains { $0.memory[object] == .number(1) }
  }
}

extension ConcurrentProgram.Operation {
  /// The registers that hold numbers of memory afterwards.
  fileprivate var filled: [Int] {
    switch self {
    case .load(let into, _, _): [into]
    case .update(let update): [update.into].compactMap { $0 }
    case .compareExchange(let exchange): [exchange.old, exchange.success].compactMap { $0 }
    default: []
    }
  }
}
