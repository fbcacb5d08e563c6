// orders: STORE = relaxed release
// origin: own; writers keep each other out with a mutex, and readers take none
#include <atomic>
#include <mutex>

struct Listeners {
  Listeners() : count(0) {}
  std::atomic<int> count;
  std::atomic<void (*)(int)> slots[8];
};

class Channel {
 public:
  void add(void (*listener)(int)) {
    std::lock_guard<std::mutex> guard(mutex_);
    Listeners *all = listeners_.load(std::memory_order_relaxed);
    if (!all) {
      all = new Listeners();
      listeners_.store(all, STORE);  // expect[STORE=relaxed]: publish-without-release
    }
    int n = all->count.load(std::memory_order_relaxed);
    all->slots[n].store(listener, std::memory_order_relaxed);
    all->count.store(n + 1, std::memory_order_release);
  }

  void tell(int event) const {
    Listeners *all = listeners_.load(std::memory_order_acquire);
    if (!all) return;
    int n = all->count.load(std::memory_order_acquire);
    for (int i = 0; i < n; i++) all->slots[i].load(std::memory_order_relaxed)(event);
  }

 private:
  std::mutex mutex_;
  std::atomic<Listeners *> listeners_{nullptr};
};
