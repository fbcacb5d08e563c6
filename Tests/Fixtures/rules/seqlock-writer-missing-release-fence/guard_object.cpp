// origin: the section is an object's lifetime, and its fence is of the wrong kind
#include <atomic>
#include <cstdint>

struct Row {
  std::atomic<uint64_t> turn{0};
  std::atomic<int64_t> bid{0}, ask{0};
};

class Closed {
 public:
  explicit Closed(Row &row) : row_(row), turn_(row.turn.load(std::memory_order_relaxed)) {
    row_.turn.store(turn_ + 1, std::memory_order_relaxed);  // expect: seqlock-writer-missing-release-fence
    std::atomic_thread_fence(std::memory_order_acquire);
  }
  ~Closed() { row_.turn.store(turn_ + 2, std::memory_order_release); }

 private:
  Row &row_;
  uint64_t turn_;
};

class Board {
 public:
  void set(int64_t bid, int64_t ask) {
    Closed closed(row_);
    row_.bid.store(bid, std::memory_order_relaxed);
    row_.ask.store(ask, std::memory_order_relaxed);
  }

  bool get(int64_t &bid, int64_t &ask) const {
    const uint64_t turn = row_.turn.load(std::memory_order_acquire);
    if (turn % 2) return false;
    bid = row_.bid.load(std::memory_order_relaxed);
    ask = row_.ask.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    return row_.turn.load(std::memory_order_relaxed) == turn;
  }

 private:
  Row row_;
};
