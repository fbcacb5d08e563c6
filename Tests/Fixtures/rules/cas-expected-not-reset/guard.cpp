// origin: openvinotoolkit/openvino#9473, AtomicGuard
#include <atomic>

class Guard {
  std::atomic<bool> &flag;

 public:
  explicit Guard(std::atomic<bool> &f) : flag(f) {}
  void lock() {
    bool expected = false;
    while (!flag.compare_exchange_strong(expected, true)) {  // expect: cas-expected-not-reset
    }
  }
  void unlock() { flag.store(false); }
};
