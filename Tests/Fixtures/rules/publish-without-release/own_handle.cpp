// origin: own, after a queue lock: who releases is who acquired, and copies are made by one thread
// expect: nothing
#include <atomic>

struct Mutex;

struct Handle {
  Mutex *mutex = nullptr;
  std::atomic<int> state{0};
  std::atomic<Handle *> next{nullptr};
};

struct Mutex {
  std::atomic<Handle *> tail{nullptr};
};

void acquire(Mutex &mutex, Handle &handle, bool writes) {
  handle.mutex = &mutex;
  handle.next.store(nullptr, std::memory_order_relaxed);
  handle.state.store(writes ? 1 : 2, std::memory_order_relaxed);
  Handle *before = mutex.tail.exchange(&handle, std::memory_order_acq_rel);
  if (before) {
    before->next.store(&handle, std::memory_order_release);
    while (handle.state.load(std::memory_order_acquire) != 3) continue;
  }
}

void release(Handle &handle) {
  if (handle.state.load(std::memory_order_relaxed) == 1) {
    Handle *expected = &handle;
    if (handle.mutex->tail.compare_exchange_strong(expected, nullptr, std::memory_order_release,
                                                   std::memory_order_relaxed))
      return;
  }
  Handle *next;
  while ((next = handle.next.load(std::memory_order_acquire)) == nullptr) continue;
  next->state.store(3, std::memory_order_release);
}

class Pages {
 public:
  void assign(const Pages &other) {
    count_ = other.count_;
    valid_.store(true, std::memory_order_relaxed);
  }
  void clear() {
    if (valid_.load(std::memory_order_relaxed)) count_ = 0;
    valid_.store(false, std::memory_order_relaxed);
  }

 private:
  int count_ = 0;
  std::atomic<bool> valid_{false};
};

void replace(Pages &pages, const Pages &other) { pages.assign(other); }
void reset(Pages &pages) { pages.clear(); }
