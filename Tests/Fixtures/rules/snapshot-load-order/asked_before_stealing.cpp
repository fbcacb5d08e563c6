// origin: a thief asks whether a queue is empty before it tries; the answer is a hint, and what it does
// then looks again
// expect: nothing
#include <atomic>
#include <cstdint>

class Queue {
 public:
  bool empty() const {
    std::int64_t top = top_.load(std::memory_order_relaxed);
    std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    return top >= bottom;
  }
  bool steal(std::int64_t &taken) {
    std::int64_t top = top_.load(std::memory_order_acquire);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    std::int64_t bottom = bottom_.load(std::memory_order_acquire);
    if (top >= bottom) return false;
    taken = top;
    return top_.compare_exchange_strong(
        top, top + 1, std::memory_order_seq_cst, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::int64_t> top_{0};
  std::atomic<std::int64_t> bottom_{0};
};

std::atomic<int> idle{0};

bool take(Queue &queue, std::int64_t &taken) { return queue.steal(taken); }

void sleep_or_wake(Queue &queue) {
  if (queue.empty()) {
    idle.fetch_add(1, std::memory_order_relaxed);
  } else {
    idle.fetch_sub(1, std::memory_order_relaxed);
  }
}
