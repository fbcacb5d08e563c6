// origin: Boehm, Can seqlocks get along with programming language memory models?, MSPC 2012
// orders: OPEN = relaxed release seq_cst; FENCE = none acquire release seq_cst
#include <atomic>

template <class T>
class Seqlock {
  std::atomic<unsigned> seq_{0};
  std::atomic<T> x_, y_;

 public:
  void put(T a, T b) {
    unsigned s = seq_.load(std::memory_order_relaxed);
    seq_.store(s + 1, OPEN);  // expect[FENCE=none|acquire]: seqlock-writer-missing-release-fence
    std::atomic_thread_fence(FENCE);
    x_.store(a, std::memory_order_relaxed);
    y_.store(b, std::memory_order_relaxed);
    seq_.store(s + 2, std::memory_order_release);
  }

  bool get(T* a, T* b) {
    unsigned s = seq_.load(std::memory_order_acquire);
    *a = x_.load(std::memory_order_relaxed);
    *b = y_.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    return !(s & 1) && seq_.load(std::memory_order_relaxed) == s;
  }
};
