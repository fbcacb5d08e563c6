// origin: C++20 [atomics.types.operations]: with one order, the failure order follows from it
// expect: nothing
#include <atomic>

std::atomic<int> owner;

bool take(int self, std::memory_order order = std::memory_order_acq_rel) {
  int expected = 0;
  return owner.compare_exchange_strong(expected, self, order);
}

bool take_released(int self) { return take(self, std::memory_order_release); }
bool take_plainly(int self) { return take(self); }
