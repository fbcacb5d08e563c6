// origin: own, a property with atomic accessors given with `&`
import Synchronization

final class Stats: Sendable {
  private let count = Atomic<Int>(0)
  var hits: Int {
    get { count.load(ordering: .acquiring) }
    set { count.store(newValue, ordering: .releasing) }
  }
}

func bump(_ value: inout Int) { value += 1 }

func serve(_ stats: Stats) async {
  await withTaskGroup(of: Void.self) { group in
    for _ in 0..<8 {
      group.addTask { bump(&stats.hits) }  // expect: swift-atomic-accessor-compound
    }
  }
}
