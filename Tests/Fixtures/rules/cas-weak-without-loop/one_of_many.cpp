// origin: own; the loop goes to the next job, not round again
#include <atomic>
#include <functional>
#include <memory>
#include <vector>

struct Job {
  void run() {
    int state = 0;
    if (!state_.compare_exchange_weak(  // expect: cas-weak-without-loop
            state, 1, std::memory_order_acq_rel, std::memory_order_acquire))
      return;
    work_();
    done_.store(true, std::memory_order_release);
  }
  void wait() {
    while (!done_.load(std::memory_order_acquire)) continue;
  }

  std::atomic<int> state_{0};
  std::atomic<bool> done_{false};
  std::function<void()> work_;
};

void runAll(std::vector<std::unique_ptr<Job>> &jobs) {
  for (auto &job : jobs) job->run();
}
