// origin: C++20 [atomics.fences]/5; Swift compiles a relaxed fence to nothing
// orders: FENCE = relaxed acquire release acq_rel seq_cst
import Synchronization

func barrier() { atomicMemoryFence(ordering: FENCE) }
//               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ expect[FENCE=relaxed]: no-op-fence
