// origin: what a constructor writes, and what is written before a thread starts, needs no order
// expect: nothing
#include <atomic>
#include <thread>

class Worker {
  int limit_;
  std::atomic<bool> ready_{false};
  std::thread thread_;

 public:
  explicit Worker(int limit) : limit_(limit) {
    ready_.store(true, std::memory_order_relaxed);
    thread_ = std::thread([this] { run(); });
  }

  ~Worker() { thread_.join(); }

 private:
  int run() { return ready_.load(std::memory_order_relaxed) ? limit_ : 0; }
};
