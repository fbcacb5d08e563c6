// origin: own, a class of no namespace that holds one atomic, in a template that nobody uses
#include <atomic>

template <class T>
struct Relaxed {
  std::atomic<T> value;
  operator T() const { return value.load(std::memory_order_relaxed); }
  Relaxed &operator=(T next) {
    value.store(next, std::memory_order_relaxed);
    return *this;
  }
};

template <class T>
struct Slot {
  T data;
  Relaxed<T> ready;
  void put(T next) {
    data = next;
    ready = T(1);  // expect: publish-without-release
  }
  bool take(T &found) {
    if (ready == 0) return false;  // expect: guard-load-without-acquire
    found = data;
    return true;
  }
};
