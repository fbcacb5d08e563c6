// origin: own, functions inside functions that capture what is declared before them
import Synchronization

final class Box: Sendable {
  let flag = Atomic<Bool>(false)
  nonisolated(unsafe) var data = 0
}

func hand(_ given: Box) {
  let box = given
  @Sendable func worker() {
    box.data = 42
    box.flag.store(true, ordering: .relaxed)  // expect: publish-without-release
  }
  Task.detached { worker() }
  while !box.flag.load(ordering: .acquiring) {}
  print(box.data)  // note: "read"
}

func handLater(_ given: Box) {
  let box = given
  @Sendable func start() { publish() }
  @Sendable func publish() {
    box.data = 42
    box.flag.store(true, ordering: .relaxed)  // expect: publish-without-release
  }
  Task.detached { start() }
  while !box.flag.load(ordering: .acquiring) {}
  print(box.data)
}

/// Nobody else sees the variables.
func keep() {
  let box = Box()
  var data = 0
  func publish() {
    data = 1
    box.flag.store(true, ordering: .relaxed)
  }
  publish()
  print(data)
}
