// origin: own; a struct behind a lock that is copied out of it
// expect: nothing
import Synchronization
final class Meter: Sendable {
  struct State { var done = 0; var total: Int? }
  let state = Mutex(State())
  func set(total: Int) { state.withLock { s in s.total = total } }
  func a() -> Int { let s = state.withLock { $0 }; if let t = s.total { return t }; return 0 }
  func b() -> Int { let s = state.withLock { x in if x.done > 0 { return x }; return State() }; if let t = s.total { return t }; return 0 }
  func c() -> Int { var s = state.withLock { $0 }; s.done += 1; return s.done }
}
