// origin: own, after a transfer cache: calls that compute what the waking call is given stand between
#include <atomic>
#include <limits>

struct Futex {
  static int WakeBitset(std::atomic<int> *word, int count, int bits);
  static int WaitBitset(std::atomic<int> *word, int value, int bits);
};
int maskOf(int value, int quanta);

class SpinValue {
 public:
  void advance(int start, int end, int quanta) {
    int seen = start;
    if (!value_.compare_exchange_strong(seen, end, std::memory_order_acq_rel,
                                        std::memory_order_relaxed)) {
      await(start, quanta);
      value_.exchange(end, std::memory_order_release);
    }
    if (sleepers_.load(std::memory_order_relaxed)) {  // expect: sleep-flag-lost-wakeup
      Futex::WakeBitset(&value_, std::numeric_limits<int>::max(), maskOf(end, quanta));
    }
  }

  void await(int expected, int quanta) {
    for (;;) {
      int current = value_.load(std::memory_order_acquire);
      if (current == expected) return;
      sleepers_.fetch_add(1, std::memory_order_relaxed);
      Futex::WaitBitset(&value_, current, maskOf(expected, quanta));
      sleepers_.fetch_sub(1, std::memory_order_relaxed);
    }
  }

 private:
  std::atomic<int> value_{0};
  std::atomic<int> sleepers_{0};
};

void advance(SpinValue &value) { value.advance(0, 1, 2); }
