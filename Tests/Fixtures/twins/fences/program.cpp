#include <atomic>

std::atomic<int> x, y;
int data;

void publish() {
  data = 1;
  std::atomic_thread_fence(std::memory_order_release);
  x.store(1, std::memory_order_relaxed);
}

int receive() {
  if (x.load(std::memory_order_relaxed) != 1) return 0;
  std::atomic_thread_fence(std::memory_order_acquire);
  return data;
}

int announce() {
  x.store(1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return y.load(std::memory_order_relaxed);
}

void both() {
  std::atomic_thread_fence(std::memory_order_acq_rel);
}
