// origin: C++20 [atomics.types.operations]: a load does not release and a store does not acquire
#include <atomic>

template <std::memory_order order>
int read(std::atomic<int>& value) {
  return value.load(order);  // expect: invalid-load-store-order
}

std::atomic<int> flag;

int look() { return read<std::memory_order_release>(flag); }
int look_well() { return read<std::memory_order_acquire>(flag); }

void set() { flag.store(1, std::memory_order_acquire); }  // expect: invalid-load-store-order
void set_by_function() {
  std::atomic_store_explicit(&flag, 1, std::memory_order::acquire);  // expect: invalid-load-store-order
}
