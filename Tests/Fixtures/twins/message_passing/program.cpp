#include <atomic>

int data;
std::atomic<bool> ready;

void produce() {
  data = 42;
  ready.store(true, std::memory_order_release);
}

int consume() {
  while (!ready.load(std::memory_order_acquire)) {
  }
  return data;
}
