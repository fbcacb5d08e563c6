// expect: nothing
// origin: own; readers of the pointer hold the mutex, too, or are told what the lock keeps
#include <atomic>
#include <mutex>

struct Totals {
  Totals() : sum(0) {}
  std::atomic<long> sum;
};

class Meter {
 public:
  void add(long amount) {
    std::lock_guard<std::mutex> guard(mutex_);
    Totals *totals = totals_.load(std::memory_order_relaxed);
    if (!totals) {
      totals = new Totals();
      totals_.store(totals, std::memory_order_relaxed);
    }
    totals->sum.fetch_add(amount, std::memory_order_relaxed);
  }

  long sum() {
    std::lock_guard<std::mutex> guard(mutex_);
    Totals *totals = totals_.load(std::memory_order_relaxed);
    return totals ? totals->sum.load(std::memory_order_relaxed) : 0;
  }

  long sumWhileLocked() const {
    Totals *totals = totals_.load(std::memory_order_relaxed);
    return totals ? totals->sum.load(std::memory_order_relaxed) : 0;
  }

 private:
  std::mutex mutex_;
  std::atomic<Totals *> totals_{nullptr};
};
