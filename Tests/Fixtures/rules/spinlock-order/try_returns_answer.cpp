// origin: own; the answer of the attempt is what was found
// orders: TRY = relaxed acquire
#include <atomic>

class SpinLock {
 public:
  bool try_lock() noexcept {
    return !flag.test_and_set(TRY);  // expect[TRY=relaxed]: spinlock-order
  }

  void lock() noexcept {
    while (flag.test_and_set(std::memory_order_acquire)) {
    }
  }

  void unlock() noexcept { flag.clear(std::memory_order_release); }

 private:
  std::atomic_flag flag = ATOMIC_FLAG_INIT;
};
