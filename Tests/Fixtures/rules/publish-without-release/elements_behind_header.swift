// origin: own; a ring whose slots lie behind its header
// orders: STORE = relaxed release; LOAD = relaxed acquire
import Atomics

struct Ends {
  let written = ManagedAtomic<Int>(0)
}

final class Slots: ManagedBuffer<Ends, Int> {
  func put(_ value: Int) {
    withUnsafeMutablePointers { ends, slots in
      slots[0] = value
      ends.pointee.written.store(1, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
    }
  }

  func get() -> Int? {
    withUnsafeMutablePointerToElements { slots in
      // expect@+1[LOAD=relaxed]: guard-load-without-acquire
      guard header.written.load(ordering: LOAD) == 1 else { return nil }
      return slots[0]
    }
  }
}
