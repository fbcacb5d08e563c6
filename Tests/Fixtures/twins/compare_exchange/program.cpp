#include <atomic>

std::atomic<int> owner;
std::atomic<int> count;

bool try_claim() {
  int expected = 0;
  return owner.compare_exchange_strong(expected, 1, std::memory_order_acquire, std::memory_order_relaxed);
}

void increment() {
  int old = count.load(std::memory_order_relaxed);
  while (!count.compare_exchange_weak(old, old + 1, std::memory_order_acq_rel, std::memory_order_relaxed)) {
  }
}
