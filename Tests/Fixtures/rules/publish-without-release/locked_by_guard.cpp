// origin: a common mutex, locked by an object that unlocks at the end of its scope
// expect: nothing
#include <atomic>
#include <mutex>

class Box {
  std::mutex mutex_;
  int data_ = 0;
  std::atomic<bool> ready_{false};

 public:
  void put(int value) {
    std::lock_guard<std::mutex> guard(mutex_);
    data_ = value;
    ready_.store(true, std::memory_order_relaxed);
  }

  int get() {
    std::unique_lock lock{mutex_};
    if (!ready_.load(std::memory_order_relaxed)) return -1;
    return data_;
  }
};
