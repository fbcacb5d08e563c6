// origin: own; who fails waits for another to finish, and there may be none
import Atomics

final class Registry: @unchecked Sendable {
  private let phase = ManagedAtomic<Int>(0)
  private var names: [String] = []

  private func ensureLoaded() {
    if phase.load(ordering: .acquiring) == 2 { return }
    let (claimed, _) = phase.weakCompareExchange(  // expect: cas-weak-without-loop
      expected: 0, desired: 1, successOrdering: .acquiring, failureOrdering: .relaxed)
    if claimed {
      names = ["a", "b"]
      phase.store(2, ordering: .releasing)
    } else {
      while phase.load(ordering: .acquiring) != 2 {}
    }
  }

  func name(_ index: Int) -> String {
    ensureLoaded()
    return names[index]
  }

  func all() -> [String] { (0..<2).map { name($0) } }
}
