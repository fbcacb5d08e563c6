// origin: own, what a semaphore or a latch of the library hands over needs no other order
// expect: nothing
#include <atomic>
#include <latch>
#include <semaphore>

struct Box {
  std::atomic<bool> ready{false}, done{false};
  int data = 0, part = 0;
  std::counting_semaphore<4> full{0};
  std::latch finished{1};

  void put(int value) {
    data = value;
    ready.store(true, std::memory_order_relaxed);
    full.release();
  }

  int take() {
    full.acquire();
    return ready.load(std::memory_order_relaxed) ? data : -1;
  }

  void finish(int value) {
    part = value;
    done.store(true, std::memory_order_relaxed);
    finished.count_down();
  }

  int collect() {
    finished.wait();
    return done.load(std::memory_order_relaxed) ? part : -1;
  }
};
