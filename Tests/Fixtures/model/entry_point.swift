// A program with @main starts there; a task gives its value to who awaits it.
// run: holds
// replace "state.load(ordering: .acquiring) == Once.ready { return value }" "state.load(ordering: .relaxed) == Once.ready { return value }": fails dataRace
import Synchronization

final class Once: @unchecked Sendable {
  static let empty = 0, busy = 1, ready = 2
  let state = Atomic<Int>(Once.empty)
  var value = 0
  func get() -> Int {
    if state.load(ordering: .acquiring) == Once.ready { return value }
    if state.compareExchange(expected: Once.empty, desired: Once.busy, ordering: .acquiring)
      .exchanged
    {
      value = 9
      state.store(Once.ready, ordering: .releasing)
      return value
    }
    while state.load(ordering: .acquiring) != Once.ready {}
    return value
  }
}
@main struct Program {
  static func main() async {
    let once = Once()
    let first = Task { once.get() }
    let second = Task.detached { once.get() }
    let (one, two) = (await first.value, await second.value)
    precondition(one == 9 && two == 9)
  }
}
