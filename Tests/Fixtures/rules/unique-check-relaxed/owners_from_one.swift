// orders: ORDER = relaxed acquire
// origin: own; a count of owners of a handle that is copied when it is written
import Synchronization

final class Store: @unchecked Sendable {
  let owners = Atomic<Int>(1)
  let pixels: UnsafeMutablePointer<Int>

  init() { pixels = .allocate(capacity: 64) }
  init(copying other: Store) {
    pixels = .allocate(capacity: 64)
    pixels.update(from: other.pixels, count: 64)
  }
  deinit { pixels.deallocate() }
}

struct Bitmap: ~Copyable {
  private var store: Store

  init() { store = Store() }
  private init(sharing other: Store) { store = other }
  deinit { store.owners.wrappingSubtract(1, ordering: .acquiringAndReleasing) }

  borrowing func duplicate() -> Bitmap {
    store.owners.wrappingAdd(1, ordering: .relaxed)
    return Bitmap(sharing: store)
  }

  mutating func set(_ index: Int, to color: Int) {
    if store.owners.load(ordering: ORDER) != 1 {  // expect[ORDER=relaxed]: unique-check-relaxed
      let mine = Store(copying: store)
      store.owners.wrappingSubtract(1, ordering: .acquiringAndReleasing)
      store = mine
    }
    store.pixels[index] = color
  }
}
