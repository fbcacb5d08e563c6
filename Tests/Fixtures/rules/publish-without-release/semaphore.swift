// origin: own, what a semaphore or a group hands over needs no other order
// expect: nothing
import Dispatch
import Synchronization

final class Box: @unchecked Sendable {
  var data = 0
  var part = 0
  let ready = Atomic<Bool>(false)
  let done = Atomic<Bool>(false)
  let full = DispatchSemaphore(value: 0)
  let group = DispatchGroup()

  func put(_ value: Int) {
    data = value
    ready.store(true, ordering: .relaxed)
    full.signal()
  }

  func take() -> Int? {
    full.wait()
    if ready.load(ordering: .relaxed) { return data }
    return nil
  }

  func finish(_ value: Int) {
    part = value
    done.store(true, ordering: .relaxed)
    group.leave()
  }

  func collect() -> Int? {
    group.wait()
    if done.load(ordering: .relaxed) { return part }
    return nil
  }
}
