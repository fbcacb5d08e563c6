// origin: own; one lock bit for each bucket, 32 in a word
// orders: LEAVE = relaxed release
#include <atomic>
#include <cstddef>
#include <cstdint>

class BitLocks {
 public:
  void enter(std::size_t bucket) {
    const std::uint32_t bit = 1u << (bucket % 32);
    while (words[bucket / 32].fetch_or(bit, std::memory_order_acquire) & bit) {
    }
  }

  void leave(std::size_t bucket) {
    const std::uint32_t bit = 1u << (bucket % 32);
    words[bucket / 32].fetch_and(~bit, LEAVE);  // expect[LEAVE=relaxed]: spinlock-order
  }

 private:
  std::atomic<std::uint32_t> words[8];
};

class Counts {
 public:
  void add(std::size_t bucket) {
    locks.enter(bucket);
    counts[bucket]++;
    locks.leave(bucket);
  }

 private:
  BitLocks locks;
  int counts[256];
};
