// origin: own; a block that its owner fills and empties from one end, by a read and a store each
#include <atomic>
#include <cstddef>
#include <vector>

class Block {
  std::atomic<std::size_t> tail{0};
  std::vector<int> slots;

 public:
  explicit Block(std::size_t size) : slots(size) {}

  bool put(int value) {
    std::size_t back = tail.load(std::memory_order_relaxed);
    if (back == slots.size()) return false;
    slots[back] = value;
    tail.store(back + 1, std::memory_order_release);
    return true;
  }

  bool get(int &value) {
    std::size_t back = tail.load(std::memory_order_relaxed);
    if (back == 0) return false;
    value = slots[back - 1];
    tail.store(back - 1, std::memory_order_release);
    return true;
  }

  int last() const {
    std::size_t back = tail.load(std::memory_order_relaxed);  // expect: guard-load-without-acquire
    return back == 0 ? -1 : slots[back - 1];
  }
};
