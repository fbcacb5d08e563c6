// origin: a stop flag guards nothing but its loop; divviup/janus#1024
// expect: nothing
import Synchronization

final class Worker: Sendable {
  private let isCancelled = Atomic<Bool>(false)

  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  func run() -> Int {
    var rounds = 0
    while !isCancelled.load(ordering: .relaxed) { rounds += 1 }
    return rounds
  }
}
