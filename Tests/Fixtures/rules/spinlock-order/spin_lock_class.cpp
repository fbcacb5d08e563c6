// origin: a test-and-set lock, and its guard, made by hand
// orders: LOCK = relaxed acquire; UNLOCK = relaxed release
#include <atomic>

class SpinLock {
  std::atomic_flag flag_ = ATOMIC_FLAG_INIT;

 public:
  void lock() {
    while (flag_.test_and_set(LOCK)) {}  // expect[LOCK=relaxed]: spinlock-order
  }
  void unlock() { flag_.clear(UNLOCK); }  // expect[UNLOCK=relaxed]: spinlock-order
};

class Guard {
  SpinLock& lock_;

 public:
  explicit Guard(SpinLock& lock) : lock_(lock) { lock_.lock(); }
  ~Guard() { lock_.unlock(); }
};

class Counter {
  SpinLock lock_;
  long count_ = 0;

 public:
  void add(long amount) {
    Guard guard(lock_);
    count_ += amount;
  }
};
