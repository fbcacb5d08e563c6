// origin: own; a stage that another thread may have ended by a compare-exchange is set back
import CAtomics
import Dispatch

final class Job {
  private var stage = AtomicInt32()
  private var result = 0

  init() { stage.initialize(0) }

  func begin() {
    if stage.load(.relaxed) == 0 {
      stage.store(1, .relaxed)  // expect: load-store-not-rmw
    }
  }

  func end(_ value: Int) -> Bool {
    var current = stage.load(.relaxed)
    repeat {
      if current == 2 { return false }
    } while !stage.loadCAS(&current, 2, .weak, .acqrel, .relaxed)
    result = value
    return true
  }
}
