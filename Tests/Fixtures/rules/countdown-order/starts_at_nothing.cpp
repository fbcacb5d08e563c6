// origin: own; a count that is 0 when it is made, and set by another function than the one that waits
// orders: DROP = relaxed release
#include <atomic>

class Exposure {
 public:
  void begin(int frame) {
    left.store(4, std::memory_order_relaxed);
    current.store(frame, std::memory_order_release);
  }

  void run(int worker, int frame) {
    while (current.load(std::memory_order_acquire) < frame) {}
    peaks[worker] = frame;
    left.fetch_sub(1, DROP);  // expect[DROP=relaxed]: countdown-order
  }

  int peak() {
    while (left.load(std::memory_order_acquire) != 0) {}
    int found = 0;
    for (int worker = 0; worker < 4; worker++) found += peaks[worker];
    return found;
  }

 private:
  int peaks[4] = {};
  std::atomic<int> left{0};
  std::atomic<int> current{0};
};
