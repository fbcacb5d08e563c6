// A seqlock that gives a pair or nothing, read by tasks: a tuple that may not be there.
// run: holds 11
// replace "    atomicMemoryFence(ordering: .acquiring)" "": fails assertionFailure repair "atomicMemoryFence(ordering: .acquiring)"
// replace "if let (a, b) = lock.read() { precondition(a == b) }" "if let p = lock.read() { precondition(p.0 == p.1) }": holds 11
import Synchronization

final class SeqLock: Sendable {
  let sequence = Atomic<UInt32>(0)
  let x = Atomic<UInt64>(0)
  let y = Atomic<UInt64>(0)

  func write(_ a: UInt64, _ b: UInt64) {
    let s = sequence.load(ordering: .relaxed)
    sequence.store(s &+ 1, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    x.store(a, ordering: .relaxed)
    y.store(b, ordering: .relaxed)
    sequence.store(s &+ 2, ordering: .releasing)
  }

  func read() -> (UInt64, UInt64)? {
    let before = sequence.load(ordering: .acquiring)
    guard before & 1 == 0 else { return nil }
    let a = x.load(ordering: .relaxed)
    let b = y.load(ordering: .relaxed)
    atomicMemoryFence(ordering: .acquiring)
    guard sequence.load(ordering: .relaxed) == before else { return nil }
    return (a, b)
  }
}

let lock = SeqLock()

@main
struct Main {
  static func main() async {
    let writer = Task.detached { lock.write(3, 3) }
    let reader = Task.detached {
      if let (a, b) = lock.read() { precondition(a == b) }
    }
    await writer.value
    await reader.value
  }
}
