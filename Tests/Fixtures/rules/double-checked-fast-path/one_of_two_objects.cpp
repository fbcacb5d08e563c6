// origin: own; what is returned is the object found or the one made, by reference
#include <atomic>
#include <mutex>

struct Glyphs {
  void prime() { width = 5; }
  int width = 0;
};

template <class T>
class Lazy {
 public:
  T& get() {
    T* found = object.load(std::memory_order_acquire);
    return found ? *found : make();
  }

 private:
  T& make() {
    std::lock_guard<std::mutex> guard(mutex);
    T* found = object.load(std::memory_order_relaxed);
    if (!found) {
      found = new T;
      object.store(found, std::memory_order_release);  // expect: double-checked-fast-path "before the initialization is complete"
      found->prime();
    }
    return *found;
  }

  std::atomic<T*> object{nullptr};
  std::mutex mutex;
};

static Lazy<Glyphs> glyphs;

int width() { return glyphs.get().width; }
