// origin: own; a queue of samples whose slots lie in a buffer that the queue allocates. That a test uses
// a queue of its own, one call after the other, says nothing of the callers on other threads.
// orders: GIVE = relaxed release; LOOK = relaxed acquire
import Atomics

public final class SampleQueue<Sample> {
  private var writeIndex = 0
  private var readIndex = 0
  private let used = ManagedAtomic<Int>(0)
  private let slots: UnsafeMutableBufferPointer<Sample>

  public init(capacity: Int) {
    slots = .allocate(capacity: capacity)
  }

  public func push(_ sample: Sample) -> Bool {
    guard slots.count - used.load(ordering: .acquiring) > 0 else { return false }
    slots[writeIndex] = sample
    writeIndex = (writeIndex + 1) % slots.count
    used.wrappingIncrement(ordering: GIVE)  // expect[GIVE=relaxed]: publish-without-release
    return true
  }

  public func pop() -> Sample? {
    guard used.load(ordering: LOOK) > 0 else { return nil }  // expect[LOOK=relaxed]: guard-load-without-acquire
    let sample = slots[readIndex]
    readIndex = (readIndex + 1) % slots.count
    used.wrappingDecrement(ordering: .releasing)
    return sample
  }
}

func testOneAfterTheOther() {
  let queue = SampleQueue<Float>(capacity: 64)
  _ = queue.push(1)
  _ = queue.pop()
}
