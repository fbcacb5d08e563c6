// origin: C++20 [atomics.types.operations]: the failure order is neither release nor acq_rel
#include <atomic>

std::atomic<int> owner;

bool take(int self) {
  int expected = 0;
  return owner.compare_exchange_strong(
      expected, self, std::memory_order_acq_rel,
      std::memory_order_release);  // expect@-2: invalid-cas-failure-order
}
