// origin: the guard's scope ends before the flag is set
// orders: STORE = relaxed release
#include <atomic>
#include <mutex>

class Box {
  std::mutex mutex_;
  int data_ = 0;
  std::atomic<bool> ready_{false};

 public:
  void put(int value) {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      data_ = value;
    }
    ready_.store(true, STORE);  // expect[STORE=relaxed]: publish-without-release
  }

  int get() {
    if (!ready_.load(std::memory_order_acquire)) return -1;
    return data_;
  }
};
