// origin: a count of users that destroys nothing
// expect: nothing
import Synchronization

let users = Atomic<Int>(0)

func leave() {
  if users.wrappingSubtract(1, ordering: .relaxed).newValue == 0 { print("nobody is left") }
}
