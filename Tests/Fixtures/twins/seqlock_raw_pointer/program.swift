import Synchronization

struct shm_lock {
  var seq: UnsafeMutablePointer<Atomic<UInt32>>
}

func write_lock(_ l: UnsafeMutablePointer<shm_lock>) {
  let n = l.pointee.seq.pointee.load(ordering: .relaxed)
  l.pointee.seq.pointee.store(n &+ 1, ordering: .releasing)
}

func write_unlock(_ l: UnsafeMutablePointer<shm_lock>) {
  let n = l.pointee.seq.pointee.load(ordering: .relaxed)
  l.pointee.seq.pointee.store(n &+ 1, ordering: .releasing)
}

func read_begin(_ l: UnsafeMutablePointer<shm_lock>) -> UInt32 {
  var n: UInt32
  repeat {
    n = l.pointee.seq.pointee.load(ordering: .acquiring)
  } while (n & 1) != 0
  return n
}

func read_validate(_ l: UnsafeMutablePointer<shm_lock>, _ begin: UInt32) -> Bool {
  atomicMemoryFence(ordering: .acquiring)
  return l.pointee.seq.pointee.load(ordering: .relaxed) == begin
}
