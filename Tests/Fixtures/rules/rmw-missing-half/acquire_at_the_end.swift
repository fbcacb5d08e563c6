// origin: AudioKit
// orders: END = relaxed acquire release acq_rel
import Synchronization

final class Samples {
  let steps = Atomic<Int>(0)

  func endWriting() {
    steps.wrappingAdd(1, ordering: END)  // expect[END=acquire]: rmw-missing-half
  }

  func beginReading() {
    steps.wrappingAdd(1, ordering: .acquiring)
  }
}
