// origin: own; whoever uses what is ready finds out by itself
// expect: nothing
#include <atomic>
#include <mutex>

class Lazy {
 public:
  int width() const { return *value() + 1; }
  bool ready() const { return ready_.load(std::memory_order_relaxed); }

 private:
  const int *value() const {
    if (!ready_.load(std::memory_order_acquire)) {
      std::lock_guard<std::mutex> guard(lock_);
      if (!ready_.load(std::memory_order_relaxed)) {
        value_ = new int(42);
        ready_.store(true, std::memory_order_release);
      }
    }
    return value_;
  }

  mutable std::mutex lock_;
  mutable int *value_ = nullptr;
  mutable std::atomic<bool> ready_{false};
};

int width(const Lazy &lazy) { return lazy.width(); }
