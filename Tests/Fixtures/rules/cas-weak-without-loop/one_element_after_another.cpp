// origin: a loop over jobs tries each of them once
#include <array>
#include <atomic>
#include <cstddef>

class Job {
 public:
  bool start() {
    int waiting = 0;
    return phase_.compare_exchange_weak(  // expect: cas-weak-without-loop
        waiting, 1, std::memory_order_acquire, std::memory_order_relaxed);
  }
  bool cancel() {
    int waiting = 0;
    return phase_.compare_exchange_strong(
        waiting, 2, std::memory_order_acquire, std::memory_order_relaxed);
  }

 private:
  std::atomic<int> phase_{0};
};

std::array<Job, 64> jobs;

int start_all() {
  int started = 0;
  for (std::size_t i = 0; i < jobs.size(); i++) {
    if (jobs[i].start()) started++;
  }
  return started;
}
