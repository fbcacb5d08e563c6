import OrderLint
import SwiftFrontend
import Testing

/// A small deterministic generator, so that a failure can be repeated.
private struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 29) ^ state
  }
}

@Suite struct ParserFuzzTests {
  private let source = """
    import Synchronization
    #if os(Linux)
    import Glibc
    #endif
    @_cdecl("entry") public func entry(_ p: UnsafeMutablePointer<Node<Int>>?) -> Int32 {
      guard let p, p.pointee.next != nil else { return -1 }
      defer { p.deinitialize(count: 1) }
      for case let x? in [1, 2, nil] where x > 0 { print("\\(x) \\(p.pointee[keyPath: \\.v])") }
      switch p.pointee.kind { case .a(let v), .b(let v) where v > 1: return v; default: break }
      let closure = { [weak self, y = 1] (a: inout Int, _ b: String) async throws -> Int in a + y }
      return try! await closure(&z, #"raw \\#(w)"#) as? Int32 ?? 0x1_f
    }
    actor Counter { private let n = Atomic<Int>(0); var total: Int = 0 { didSet { use(total) } }
      subscript(i: Int) -> Int { get { i } set { total = newValue } }
      func add() { n.wrappingAdd(1, ordering: .relaxed); Task { [self] in await add() } }
      func spin() { repeat { if n.weakCompareExchange(expected: 0, desired: 1,
        successOrdering: .acquiring, failureOrdering: .relaxed).exchanged { break } } while true } }
    extension Array where Element == Int { static func < (a: Self, b: Self) -> Bool { a.count < b.count } }
    let lock = NSLock(); lock.withLock { $0 + 1 } catch: { _ in }
    """

  /// Parses and lowers; whatever comes out must satisfy the verifier.
  private func run(_ bytes: [UInt8]) {
    let front = SwiftFrontend(files: [(path: "f.swift", bytes: bytes)])
    let problems = IRVerifier.problems(in: front.lower(0))
    #expect(problems == [], "\(String(decoding: bytes, as: UTF8.self))")
  }

  @Test func mutatedSourceIsSurvived() {
    var generator = Generator(state: 7)
    let original = Array(source.utf8)
    let marks = Array("{}()[]<>\"'`\\#@&?!.,:;=/*\n".utf8)
    for _ in 0..<120 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...40, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(marks.randomElement(using: &generator) ?? 0, at: place)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: place / 2)
        default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        }
        if bytes.isEmpty { bytes = original }
      }
      run(bytes)
    }
  }

  @Test func everyPrefixIsSurvived() {
    let bytes = Array(source.utf8)
    for length in stride(from: 0, to: bytes.count, by: 17) { run(Array(bytes[..<length])) }
  }

  @Test(arguments: [
    "(", "[", "{", "f(", "a[", "{ f {", "if a {", "a ? ", "!", "-", "&", "a + (", "[a: ", "\"\\(",
    "func f() { ", "class A { ", "x.map { ", "#if a\n", "switch a { case b: ", "A<", "let a: [",
    "(a, ", "try ", "a.b", ".c()", "a+b+", "a = ", "a ?? ", "{ a in ", "defer { ", "do { ",
  ])
  func deepNestingIsSurvived(_ part: String) {
    run(Array(String(repeating: part, count: 1_000).utf8))
    run(Array(("func f() { " + String(repeating: part, count: 1_000)).utf8))
  }
}
