import OrderLint
import SwiftFrontend
import Testing

/// The text of the functions of one Swift source, without its first lines.
func lowered(_ source: String, path: String = "Sources/M/file.swift") -> String {
  let front = SwiftFrontend(files: [(path: path, bytes: Array(source.utf8))])
  let module = front.lower(0)
  #expect(IRVerifier.problems(in: module) == [])
  return module.functions.map { IRText.print($0) }.joined(separator: "\n")
}

/// The function of that name alone, without its header.
func body(of name: String, in source: String) -> [String] {
  let front = SwiftFrontend(files: [(path: "Sources/M/file.swift", bytes: Array(source.utf8))])
  let module = front.lower(0)
  #expect(IRVerifier.problems(in: module) == [])
  guard let function = module.functions.first(where: { $0.name == name }) else {
    Issue.record("no function \(name) among \(module.functions.map(\.name))")
    return []
  }
  return IRText.print(function).split(separator: "\n").dropFirst()
    .map { $0.drop { $0 == " " } }.map(String.init)
}

@Suite struct LoweringTests {
  private let seqlock = """
    import Synchronization
    final class SeqLock {
      private let seq = Atomic<UInt>(0)
      var a = 0
      func write(_ value: Int) {
        let s = seq.load(ordering: .relaxed)
        seq.store(s &+ 1, ordering: .releasing)
        a = value
        self.seq.store(s &+ 2, ordering: .releasing)
      }
      func read() -> Int? {
        while true {
          let before = seq.load(ordering: .acquiring)
          if before & 1 != 0 { continue }
          let value = a
          atomicMemoryFence(ordering: .acquiring)
          if seq.load(ordering: .relaxed) == before { return value }
        }
      }
    }
    """

  @Test func seqlockWriter() {
    #expect(
      body(of: "SeqLock.write", in: seqlock) == [
        "b0:",
        "%0 = read self->SeqLock.seq, relaxed",
        "%1: write self->SeqLock.seq := %0 + 1, release",
        "%2: write self->SeqLock.a := value, plain",
        "%3: write self->SeqLock.seq := %0 + 2, release",
        "return",
      ])
  }

  @Test func seqlockReader() {
    #expect(
      body(of: "SeqLock.read", in: seqlock) == [
        "b0:",
        "jump b1",
        "b1:",
        "%0 = read self->SeqLock.seq, acquire",
        "if (%0 & 1) != 0 then b1 else b2",
        "b2:",
        "%1 = read self->SeqLock.a, plain",
        "%2: fence acquire",
        "%3 = read self->SeqLock.seq, relaxed",
        "if %3 == %0 then b3 else b1",
        "b3:",
        "return %1",
      ])
  }
}
