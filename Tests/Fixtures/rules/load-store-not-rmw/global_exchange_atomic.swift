// origin: own; the mask is exchanged in one step
// expect: nothing
import Synchronization

let creationMask = Atomic<UInt32>(0o22)

func setMask(_ mask: UInt32) -> UInt32 {
  creationMask.exchange(mask, ordering: .relaxed)
}

func open(_ mode: UInt32) -> UInt32 { mode & ~creationMask.load(ordering: .relaxed) }
