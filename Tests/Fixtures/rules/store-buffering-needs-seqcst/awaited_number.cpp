// origin: a sleeper waits for the number that its caller names; google/tcmalloc@1844ab05f062
// orders: FENCE = acq_rel seq_cst
#include <atomic>

void wake_all(std::atomic<int> *word);
void sleep_on(std::atomic<int> *word, int seen);

class Line {
  std::atomic<int> position_{0}, sleepers_{0};

 public:
  void advance(int to) {
    position_.store(to, std::memory_order_relaxed);  // expect[FENCE=acq_rel]: store-buffering-needs-seqcst
    std::atomic_thread_fence(FENCE);
    if (sleepers_.load(std::memory_order_relaxed) != 0) wake_all(&position_);
  }

  void await(int wanted) {
    sleepers_.fetch_add(1, std::memory_order_relaxed);
    std::atomic_thread_fence(FENCE);
    int seen = position_.load(std::memory_order_relaxed);
    if (seen != wanted) sleep_on(&position_, seen);
    sleepers_.fetch_sub(1, std::memory_order_relaxed);
  }
};
