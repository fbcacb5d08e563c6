// origin: own; the instance fills a container while it is made
// orders: FIRST = relaxed acquire
#include <atomic>
#include <map>
#include <mutex>

class Registry {
 public:
  static Registry &get() {
    Registry *found = instance_.load(FIRST);  // expect[FIRST=relaxed]: double-checked-fast-path
    if (!found) found = make();
    return *found;
  }

  int find(int key) const {
    auto it = entries_.find(key);
    return it == entries_.end() ? 0 : it->second;
  }

 private:
  Registry() {
    entries_.emplace(1, 10);
    entries_.emplace(2, 20);
  }

  static Registry *make() {
    std::lock_guard<std::mutex> guard(mutex_);
    Registry *found = instance_.load(std::memory_order_relaxed);
    if (!found) {
      found = new Registry;
      instance_.store(found, std::memory_order_release);
    }
    return found;
  }

  std::map<int, int> entries_;
  static std::atomic<Registry *> instance_;
  static std::mutex mutex_;
};

std::atomic<Registry *> Registry::instance_{nullptr};
std::mutex Registry::mutex_;

int value(int key) { return Registry::get().find(key); }
