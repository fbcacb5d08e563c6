// origin: a flag that ends the loop decides nothing but when the signal comes; whoever ends the wait has
// seen it
// expect: nothing
import Dispatch
import Synchronization

final class Recorder: @unchecked Sendable {
  let stopping = Atomic<Bool>(false)
  let position = Atomic<Int>(0)
  let stopped = DispatchSemaphore(value: 0)

  func run() {
    while !stopping.load(ordering: .relaxed) {
      position.store(position.load(ordering: .relaxed) + 1, ordering: .releasing)
    }
    stopped.signal()
  }

  func stop() -> Int {
    stopping.store(true, ordering: .relaxed)
    stopped.wait()
    return position.load(ordering: .relaxed)
  }

  func stopAndAskWhetherItMoved() -> Bool {
    stopping.store(true, ordering: .relaxed)
    stopped.wait()
    return position.load(ordering: .relaxed) == 0 ? false : true
  }
}
