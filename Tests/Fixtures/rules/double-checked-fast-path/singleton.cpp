// origin: the singleton of every textbook
#include <atomic>
#include <mutex>

class Registry {
 public:
  static Registry *instance() {
    Registry *r = current.load(std::memory_order_relaxed);  // expect: double-checked-fast-path
    if (!r) {
      std::lock_guard<std::mutex> guard(mutex);
      r = current.load(std::memory_order_relaxed);
      if (!r) {
        r = new Registry();
        r->size = 4;
        current.store(r, std::memory_order_release);
      }
    }
    return r;
  }
  int size = 0;

 private:
  static std::atomic<Registry *> current;
  static std::mutex mutex;
};

int size() { return Registry::instance()->size; }
