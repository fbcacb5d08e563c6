// orders: STORE = relaxed release
// origin: own; writers keep each other out with a mutex, and who reads blocks takes none
#include <atomic>
#include <mutex>

struct Block {
  Block() : used(0) {}
  std::atomic<long> used;
};

class Arena {
 public:
  void grow(long amount) {
    std::lock_guard<std::mutex> guard(mutex_);
    Block *block = first_.load(std::memory_order_relaxed);
    if (!block) {
      block = new Block();
      first_.store(block, STORE);  // expect[STORE=relaxed]: publish-without-release
    }
    block->used.fetch_add(amount, std::memory_order_relaxed);
  }

  long usedOfFirstBlock() const {
    Block *block = first_.load(std::memory_order_acquire);
    return block ? block->used.load(std::memory_order_relaxed) : 0;
  }

 private:
  std::mutex mutex_;
  std::atomic<Block *> first_{nullptr};
};
