// origin: Boehm, Can seqlocks get along with programming language memory models?, MSPC 2012
// orders: FIRST = relaxed acquire; FENCE = none acquire seq_cst
#include <atomic>

template <class T>
class Seqlock {
  std::atomic<unsigned> seq_{0};
  std::atomic<T> x_, y_;

 public:
  void put(T a, T b) {
    unsigned s = seq_.load(std::memory_order_relaxed);
    seq_.store(s + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    x_.store(a, std::memory_order_relaxed);
    y_.store(b, std::memory_order_relaxed);
    seq_.store(s + 2, std::memory_order_release);
  }

  bool get(T& a, T& b) {
    unsigned s = seq_.load(FIRST);  // expect[FIRST=relaxed]: seqlock-reader-missing-acquire-fence
    if (s & 1) return false;
    a = x_.load(std::memory_order_relaxed);
    b = y_.load(std::memory_order_relaxed);
    std::atomic_thread_fence(FENCE);
    return seq_.load(std::memory_order_relaxed) == s;  // expect[FENCE=none]: seqlock-reader-missing-acquire-fence
  }
};

static Seqlock<int> position;
void move(int x, int y) { position.put(x, y); }
bool where(int& x, int& y) { return position.get(x, y); }
