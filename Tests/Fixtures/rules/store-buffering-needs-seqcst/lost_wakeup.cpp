// origin: a sleeper and its waker miss each other; uxlfoundation/oneTBB#2136
// orders: POST = relaxed acq_rel; CHECK = none seq_cst
#include <atomic>

void wake();
void park();

class Gate {
  std::atomic<int> tasks_{0}, sleepers_{0};

 public:
  void post() {
    tasks_.fetch_add(1, POST);  // expect[CHECK=none]: store-buffering-needs-seqcst
    std::atomic_thread_fence(CHECK);
    if (sleepers_.load(std::memory_order_acquire) > 0) wake();
  }

  void sleep_if_idle() {
    sleepers_.fetch_add(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (tasks_.load(std::memory_order_relaxed) == 0) park();
  }
};
