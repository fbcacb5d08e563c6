// expect: nothing
// origin: own; every reference is taken and dropped under the lock under which the object is freed
#include <atomic>
#include <mutex>

struct Entry {
  std::atomic<int> references{0};
  int value = 0;
};

class Cache {
 public:
  Entry *find() {
    std::lock_guard<std::mutex> guard(mutex_);
    if (entry_) entry_->references.fetch_add(1, std::memory_order_relaxed);
    return entry_;
  }

  void drop(Entry *entry) {
    std::lock_guard<std::mutex> guard(mutex_);
    entry->references.fetch_sub(1, std::memory_order_relaxed);
  }

  void shrink() {
    std::lock_guard<std::mutex> guard(mutex_);
    if (entry_ && entry_->references.load(std::memory_order_relaxed) == 0) {
      delete entry_;
      entry_ = nullptr;
    }
  }

  // Statistics free nothing.
  bool isIdle() const { return entry_->references.load(std::memory_order_relaxed) == 0; }

 private:
  std::mutex mutex_;
  Entry *entry_ = nullptr;
};
