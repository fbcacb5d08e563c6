// origin: single-producer ring over a vector
// orders: FULL = relaxed acquire; PUT = relaxed release; EMPTY = relaxed acquire; TAKE = relaxed release
#include <atomic>
#include <cstddef>
#include <vector>

class Ring {
  std::vector<int> slots_;
  std::atomic<std::size_t> head_{0}, tail_{0};
  static constexpr std::size_t kCapacity = 64;

 public:
  bool put(int value) {
    auto t = tail_.load(std::memory_order_relaxed);
    auto h = head_.load(FULL);  // expect[FULL=relaxed]: spsc-index-order
    if (t - h == kCapacity) return false;
    slots_[t % kCapacity] = value;
    tail_.store(t + 1, PUT);  // expect[PUT=relaxed]: spsc-index-order
    return true;
  }

  bool take(int& value) {
    auto h = head_.load(std::memory_order_relaxed);
    auto t = tail_.load(EMPTY);  // expect[EMPTY=relaxed]: spsc-index-order
    if (h == t) return false;
    value = slots_[h % kCapacity];
    head_.store(h + 1, TAKE);  // expect[TAKE=relaxed]: spsc-index-order
    return true;
  }
};
