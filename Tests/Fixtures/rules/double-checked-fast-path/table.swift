// origin: a table filled on first use
// orders: LOOK = relaxed acquire; WRITE = relaxed release
import Synchronization

nonisolated(unsafe) var table: [Int] = []
let isFilled = Atomic<Bool>(false)
let mutex = Mutex<Void>(())

func entry(_ index: Int) -> Int {
  if !isFilled.load(ordering: LOOK) {  // expect[LOOK=relaxed]: double-checked-fast-path
    mutex.withLock { _ in
      if !isFilled.load(ordering: .relaxed) {
        table = [1, 2, 3]
        isFilled.store(true, ordering: WRITE)  // expect[WRITE=relaxed]: double-checked-fast-path
      }
    }
  }
  return table[index]
}
