// origin: own; a fence by its qualified name
#include <atomic>

namespace one {
std::atomic<int> flag;

void set() {
  std::atomic_thread_fence(std::memory_order_relaxed);  // expect: no-op-fence
  flag.store(1, std::memory_order_relaxed);
}
}  // namespace one
