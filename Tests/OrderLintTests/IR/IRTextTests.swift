import MemoryModel
import OrderLint
import Testing

@Suite struct IRTextTests {
  @Test(arguments: 0..<40)
  func randomModulesRoundTripWithRanges(batch: Int) throws {
    for seed in 0..<25 {
      var maker = RandomModule(seed: UInt64(batch * 25 + seed))
      let module = maker.module()
      let text = IRText.print(module, ranges: true)
      let parsed = try IRText.parse(text, file: "random.ir")
      #expect(parsed == module, "\(text)\n\(IRText.print(parsed, ranges: true))")
    }
  }

  @Test(arguments: 0..<20)
  func randomModulesRoundTripWithoutRanges(batch: Int) throws {
    for seed in 0..<25 {
      var maker = RandomModule(seed: UInt64(10_000 + batch * 25 + seed))
      let text = IRText.print(maker.module())
      let parsed = try IRText.parse(text, file: "random.ir")
      #expect(IRText.print(parsed) == text)
      for range in parsed.functions.flatMap(\.blocks).flatMap(\.events).map(\.range) {
        #expect(range == .nowhere)
      }
    }
  }

  static let seqlock = """
    module "lock.c" c
    global seq = 0
    record shm_lock
      field seq: "_Atomic unsigned *"

    function write_lock(l: shm_lock)
      locals s
    b0:
      %0 = read l->shm_lock.seq, plain
      %1 = read %0, relaxed
      %2: assign s := %1
      if (s & 1) == 0 then b1 else b2
    b1:
      %3: write %0 := s + 1, release
      %4: fence acq_rel
      %5 = compare-exchange-weak &seq from s to s + 1, acquire, implicit relaxed
      jump b2
    b2:
      return

    """

  @Test func textIsStable() throws {
    let module = try IRText.parse(Self.seqlock, file: "x")
    #expect(IRText.print(module) == Self.seqlock)
  }

  @Test func parsedStructureIsWhatTheTextSays() throws {
    let module = try IRText.parse(Self.seqlock, file: "x")
    let function = try #require(module.functions.first)
    let field = Operand.field(of: .parameter(0), record: "shm_lock", name: "seq")
    #expect(function.blocks[0].events[0].kind == .read(at: field, .plain))
    #expect(
      function.blocks[0].terminator
        == .branch(
          .binary(.equal, .binary(.and, .local(LocalID(0)), .integer(1)), .integer(0)),
          then: 1, else: 2))
    #expect(module.globals.first?.initialValue == 0)
  }

  @Test func carriageReturnsAndCommentsDoNotMatter() throws {
    let text = "// head\r\n" + Self.seqlock.replacing("\n", with: " // c\r\n")
    #expect(try IRText.print(IRText.parse(text, file: "x")) == Self.seqlock)
  }

  @Test func lineRangesPointIntoTheText() throws {
    let module = try IRText.parse(Self.seqlock, file: "x.ir", lineRanges: true)
    let event = try #require(module.functions.first?.blocks.first?.events.first)
    #expect(event.range.file == "x.ir")
    #expect(event.range.start.line == 9)
  }

  @Test func comparisonFormHidesSymbolsTypesAndLanguages() throws {
    let c = try IRText.parse(
      """
      module "a.c" c
      global data
      function put(l: shm_lock)
      b0:
        %0: write &data := 1, implicit seq_cst
        %1 = call get()
        return
      """, file: "a")
    let swift = try IRText.parse(
      """
      module "a.swift" swift
      global "Module.data" name data
      function "put(_:)"(l: "UnsafePointer<shm_lock>") name put
      b0:
        %0: write &"Module.data" := 1, seq_cst
        %1 = call "get()"()
        return
      """, file: "a")
    #expect(IRText.print(c) != IRText.print(swift))
    #expect(IRText.printForComparison(c) == IRText.printForComparison(swift))
  }

  @Test(arguments: [
    ("function f()\nb0:\n  %0 = read &x\n  return", 3, 15, "expected ','"),
    ("function f()\nb1:\n  return", 2, 1, "expected the label 'b0:'"),
    ("function f()\nb0:\n  %0: read &x, plain\n  return", 3, 5, "expected '='"),
    ("function f()\nb0:\n  %0: free y\n  return", 3, 12, "no parameter or local is called 'y'"),
    ("function f()\nb0:\n  %0: opaque \"x\n  return", 3, 16, "the string has no end"),
    ("function f()\nb0:\n  %0: free 1 1", 3, 14, "expected the end of the line"),
    ("global x = 99999999999999999999", 1, 12, "expected an integer of 64 bits"),
    ("function f()\nb0:\n", 3, 1, "the block has no terminator"),
    ("field x", 1, 6, "a field needs a record before it"),
    ("%0: allocate", 1, 1, "an event needs a block before it"),
    ("wibble", 1, 1, "unknown line 'wibble'"),
  ])
  func errorsSayWhere(text: String, line: Int, column: Int, message: String) {
    let error = #expect(throws: IRSyntaxError.self) { try IRText.parse(text, file: "bad.ir") }
    #expect(error?.message == message)
    #expect(error?.position == SourcePosition(line: line, column: column), "\(message)")
    #expect(error?.file == "bad.ir")
  }

  @Test func deepNestingIsAnErrorAndNotACrash() {
    for prefix in ["!", "("] {
      let text = "function f()\nb0:\n  return " + String(repeating: prefix, count: 200_000) + "1"
      #expect(throws: IRSyntaxError.self) { try IRText.parse(text, file: "deep") }
    }
    let chain = "function f()\nb0:\n  return 1" + String(repeating: "[0]", count: 200_000)
    #expect(throws: IRSyntaxError.self) { try IRText.parse(chain, file: "deep") }
  }

  /// Cut and damaged text must give an error or a module, never a trap.
  @Test func damagedTextNeverTraps() {
    var generator = SeededGenerator(seed: 7)
    var maker = RandomModule(seed: 99)
    let text = Array((Self.seqlock + IRText.print(maker.module(), ranges: true)).utf8)
    for _ in 0..<2000 {
      var bytes = text
      for _ in 0..<3 {
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        if Bool.random(using: &generator) {
          bytes.remove(at: at)
        } else {
          bytes[at] = UInt8.random(in: 0...255, using: &generator)
        }
      }
      if let module = try? IRText.parse(String(decoding: bytes, as: UTF8.self), file: "x") {
        _ = IRVerifier.problems(in: module)
      }
    }
  }
}
