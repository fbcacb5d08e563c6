// origin: a sequence lock with a template's number of slots, compared by an unsigned difference; xenium
// orders: FENCE = none acquire
#include <atomic>

template <class Policy>
class Seqlock {
  static constexpr unsigned slots = Policy::slots;

 public:
  void load(int &a, int &b) const {
    unsigned before = seq_.load(std::memory_order_acquire);
    for (;;) {
      unsigned index = slots == 1 ? 0 : (before >> 1) % slots;
      (void)index;
      while (before & 1) before = seq_.load(std::memory_order_acquire);
      a = first_.load(std::memory_order_relaxed);
      b = second_.load(std::memory_order_relaxed);
      std::atomic_thread_fence(FENCE);
      unsigned after = seq_.load(std::memory_order_seq_cst);  // expect[FENCE=none]: seqlock-reader-missing-acquire-fence
      if (after - before < 2 * slots - 1) return;
      before = after;
    }
  }

  void store(int a, int b) {
    unsigned before = seq_.load(std::memory_order_relaxed);
    seq_.store(before + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    first_.store(a, std::memory_order_relaxed);
    second_.store(b, std::memory_order_relaxed);
    seq_.store(before + 2, std::memory_order_release);
  }

 private:
  std::atomic<unsigned> seq_{0};
  std::atomic<int> first_{0}, second_{0};
};
