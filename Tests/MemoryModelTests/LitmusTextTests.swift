import MemoryModel
import Testing

@Suite struct LitmusTextTests {
  @Test(arguments: [
    ("W.rlx x", 8, "expected a value or a register"),
    ("W.rlx 1 x", 7, "expected a variable"),
    ("W.foo x 1", 3, "unknown memory order 'foo'"),
    ("W x 1", 3, "expected '.'"),
    ("F.na", 3, "only loads and stores can be plain"),
    ("r0=ADD.na x 1", 8, "only loads and stores can be plain"),
    ("Q.rlx x 1", 1, "unknown operation 'Q'"),
    ("r0=Q.rlx x 1", 4, "unknown operation 'Q'"),
    ("W.rlx x 1 W.rlx y 1", 11, "expected ';', '||' or the end"),
    ("if r0==1 { W.rlx x 1", 21, "expected '}'"),
    ("if r0=1 { }", 6, "expected '=='"),
    ("if r0==y { }", 8, "expected an integer"),
    ("W.rlx x 1 }", 11, "expected ';', '||' or the end"),
    ("r0=CAS.ar x 0 1", 11, "expected '.'"),
    ("; W.rlx x 1", 1, "expected an operation"),
    ("W.rlx x 99999999999999999999", 9, "expected a value or a register"),
  ])
  func errorsPointAtTheColumn(program: String, column: Int, message: String) {
    #expect(throws: LitmusError(part: .program, column: column, message: message)) {
      try LitmusTest(program: program, condition: "")
    }
  }

  @Test(arguments: [
    ("0:r0", 5, "expected '='"), ("x=", 3, "expected an integer"),
    ("x=1 & ", 7, "expected a variable, or a thread and a register"),
    ("x=1 y=2", 5, "expected '&' or the end"), ("-1:r=0", 1, "expected a thread's number"),
    ("0 r=1", 3, "expected ':'"),
  ])
  func conditionErrorsPointAtTheColumn(condition: String, column: Int, message: String) {
    #expect(throws: LitmusError(part: .condition, column: column, message: message)) {
      try LitmusTest(program: "", condition: condition)
    }
  }

  @Test func negativeValuesAndUnusualSpacingAreRead() throws {
    let test = try LitmusTest(program: "W.rlx x -5;r0=R.con x||", condition: "x=-5&0:r0=-5")
    #expect(test.programText == "W.rlx x -5; r0=R.con x || ")
    #expect(test.conditionText == "x=-5 & 0:r0=-5")
    #expect(Checker().ask(.outcome(test.condition), of: test.scenario).isAllowed)
  }

  @Test func deepNestingIsAnError() {
    let program = String(repeating: "if r==0 { ", count: 50_000)
    #expect(throws: LitmusError(part: .program, column: 1004, message: "too many nested branches"))
    {
      try LitmusTest(program: program, condition: "")
    }
  }

  @Test func whatTheNotationLacksIsNotPrinted() {
    #expect(Scenario([.lock("m")]).litmusText == nil)
    #expect(Scenario([.assume(1)]).litmusText == nil)
    #expect(Scenario([.store("x", .not(1), .relaxed)]).litmusText == nil)
    #expect(Scenario([], initially: ["x": 1]).litmusText == nil)
    #expect(Condition.any([]).litmusText == nil)
  }
}
