// origin: an object is filled in and then published by its address
// orders: STORE = relaxed release; LOAD = relaxed acquire
import Synchronization

struct Config { var size = 0 }
nonisolated(unsafe) let current = Atomic<UnsafeMutablePointer<Config>?>(nil)

func reload(_ size: Int) {
  let c = UnsafeMutablePointer<Config>.allocate(capacity: 1)
  c.initialize(to: Config())
  c.pointee.size = size
  current.store(c, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
}

func size() -> Int {
  guard let c = current.load(ordering: LOAD) else { return 0 }  // expect[LOAD=relaxed]: guard-load-without-acquire
  return c.pointee.size
}
