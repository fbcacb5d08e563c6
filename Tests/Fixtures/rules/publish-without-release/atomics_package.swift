// origin: the Atomics package, atomics that are stored elsewhere
// orders: STORE = relaxed release; LOAD = relaxed acquire
import Atomics

struct Channel {
  let isFull: UnsafeAtomic<Bool>
  let data: UnsafeMutablePointer<Int>

  func send(_ value: Int) {
    data.pointee = value
    isFull.store(true, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
  }

  func receive() -> Int? {
    isFull.load(ordering: LOAD) ? data.pointee : nil  // expect[LOAD=relaxed]: guard-load-without-acquire
  }
}
