import Shim
import Synchronization

func tryMine(_ pair: UnsafeMutablePointer<shim_pair>) -> Bool {
  shim_announce_mine(pair)
  atomicMemoryFence(ordering: FENCE)
  return !shim_is_theirs(pair)
}

func tryTheirs(_ pair: UnsafeMutablePointer<shim_pair>) -> Bool {
  shim_announce_theirs(pair)
  atomicMemoryFence(ordering: FENCE)
  return !shim_is_mine(pair)
}
