// origin: own; a property that the program adds to a library's atomic
import Atomics
import Dispatch

extension ManagedAtomic where Value == Int {
  var value: Int {
    get { load(ordering: .relaxed) }
    set { store(newValue, ordering: .relaxed) }
  }
}

func count(_ items: Int) -> Int {
  let total = ManagedAtomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: items) { _ in
    total.value += 1  // expect: swift-atomic-accessor-compound
  }
  return total.value
}
