import Foundation
import MemoryModel
import Testing

/// A test written in another notation must mean the same.
@Suite struct LitmusExportTests {
  private func count(_ file: LitmusFile) -> [Int] {
    let survey = Checker().survey(of: file.scenario, observing: file.condition.places)
    let positive = survey.outcomes.filter {
      file.condition.holds(
        Dictionary(zip(file.condition.places, $0.values)) { first, _ in first })
    }
    return [
      positive.reduce(0) { $0 + $1.count }, survey.count.consistent, survey.count.blocked,
      survey.race == nil ? 0 : 1,
    ]
  }

  @Test func everyRowOfTheTableComesBackFromHerdsFormat() throws {
    for row in try LitmusTable().rows {
      let file = try LitmusFile(reading: row.program + "\n" + row.condition, name: row.name)
      let text = try file.herdText()
      let again = try LitmusFile(reading: text, name: "")
      #expect(again.name == row.name)
      #expect(count(again) == count(file), "\(row.name)\n\(text)")
      #expect(try again.herdText().split(separator: "\n").count > 5)
    }
  }

  private let everything = """
    C every-step
    { atomic_int x = 1; int y = 2; mtx_t m; }
    P0 (atomic_int* x, int* y, mtx_t* m) {
      lock(m); int r = *y; *y = r + 1; unlock(m);
      int s = atomic_fetch_xor_explicit(x, 3, memory_order_release);
      if (s == 1 || s > 5) { *x = 4; } else { while (s < 3) { s = s + 1; } }
      int e = 4;
      int t = atomic_compare_exchange_weak_explicit(x, &e, r, memory_order_acq_rel, memory_order_acquire);
      atomic_thread_fence(memory_order_seq_cst);
    }
    P1 (atomic_int* x, int* y, mtx_t* m) {
      lock(m); int r = *y; unlock(m);
      if (!(r == 3)) {} else { atomic_store(x, 9); }
    }
    locations [x;]
    filter (not (0:r=7))
    ~exists (0:t=1 /\\ (x=9 \\/ 0:r=1:r) /\\ 1:unused=0)
    """

  @Test func everyStepComesBack() throws {
    let file = try LitmusFile(reading: everything, name: "")
    let again = try LitmusFile(reading: try file.herdText(), name: "")
    #expect(count(again) == count(file))
    #expect(again.quantifier == .notExists)
    #expect(again.locations == [.variable(Variable("x"))])
    #expect(again.filter != nil)
  }

  @Test func whatHasNoWordIsRefused() throws {
    let file = try LitmusFile(
      reading: "C p\n{ p = x; int x; }\nP0 (int** p) { int* r = *p; *r = 1; }", name: "")
    #expect(throws: LitmusExportError.self) { try file.herdText() }
    let maximum = try LitmusFile(
      reading: "C p\n{}\nP0 (int* p) { atomic_fetch_max(p, 1); }", name: "")
    #expect(throws: LitmusExportError.self) { try maximum.programText() }
  }

  /// Names that mean something else where the test is written to.
  @Test(arguments: [
    ("threads", "expected"), ("P0", "unused"), ("P1_r0", "time"), ("NULL", "P7"),
    ("pthread_create", "main"), ("expected_P0_1", "linux"), ("uint8_t", "nullptr"),
    ("atomic_load_explicit", "__thread"),
  ]) func namesThatAreTaken(variable: String, register: String) throws {
    let load = Step.Action.load(
      Register(register), Variable(variable), .atomic(.sequentiallyConsistent))
    let exchange = Step.Action.compareExchange(
      Step.CompareExchange(
        old: Register("old"), success: Register("done"), variable: Variable(variable),
        expected: .register(Register(register)),
        desired: .binary(.add, .register(Register(register)), .constant(2)),
        successOrder: .acquireRelease, failureOrder: .relaxed, isWeak: false))
    let thread = Scenario.Thread(name: "", steps: [Step(load), Step(exchange)])
    let file = LitmusFile(
      name: "names", scenario: Scenario(threads: [thread, thread]), quantifier: .forall,
      condition: .any([
        .equal(.variable(Variable(variable)), 2), .equal(.variable(Variable(variable)), 4),
      ]))
    let again = try LitmusFile(reading: try file.herdText(), name: "")
    #expect(count(again) == count(file))
    #expect(count(file)[0] == count(file)[1])
    #expect(try outcome(ofProgram: file) == 0)
  }

  /// Compiles a test's program and runs it.
  private func outcome(ofProgram file: LitmusFile) throws -> Int32 {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let source = directory.appending(path: "test.c")
    try file.programText().write(to: source, atomically: true, encoding: .utf8)
    let program = directory.appending(path: "test")
    let compile = try run(
      "/usr/bin/env",
      ["cc", "-std=gnu11", "-Wall", "-Werror", "-pthread", source.path, "-o", program.path])
    try #require(compile == 0)
    return try run(program.path, [])
  }

  /// Compiles the programs of some rows, and runs them where the outcome is forbidden.
  @Test func programsCompileAndHold() throws {
    var files = [try LitmusFile(reading: everything, name: "")]
    for row in try LitmusTable().rows.enumerated().filter({ $0.offset % 70 == 0 }).map(\.element) {
      files.append(
        try LitmusFile(reading: row.program + "\n" + row.condition, name: row.name))
    }
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for (index, file) in files.enumerated() {
      let source = directory.appending(path: "test\(index).c")
      try file.programText().write(to: source, atomically: true, encoding: .utf8)
      let program = directory.appending(path: "test\(index)")
      let compile = try run(
        "/usr/bin/env",
        ["cc", "-std=c11", "-Wall", "-Werror", "-pthread", source.path, "-o", program.path])
      #expect(compile == 0, "\(file.name)")
      if index > 0, count(file)[0] == 0 { #expect(try run(program.path, []) == 0, "\(file.name)") }
    }
  }

  private func run(_ program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
