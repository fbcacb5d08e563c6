#include <atomic>

std::atomic<bool> left, right;
int inside;

bool enter_left() {
  left.store(true, std::memory_order_seq_cst);
  if (right.load(std::memory_order_seq_cst)) {
    left.store(false, std::memory_order_relaxed);
    return false;
  }
  inside = 1;
  return true;
}

bool enter_right() {
  right.store(true, std::memory_order_release);
  if (left.load(std::memory_order_acquire)) {
    right.store(false, std::memory_order_relaxed);
    return false;
  }
  inside = 2;
  return true;
}
