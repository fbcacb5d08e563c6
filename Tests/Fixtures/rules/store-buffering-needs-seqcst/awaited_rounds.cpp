// origin: own; each side waits for the other, and the owner sets the count itself before it opens a round
// expect: nothing
#include <atomic>
#include <thread>
#include <vector>

class Rounds {
 public:
  explicit Rounds(unsigned helpers) : helpers_(helpers) {}

  void open() {
    missing_.store(helpers_, std::memory_order_relaxed);
    round_.store(round_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

  void wait() const {
    while (missing_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
  }

  void await(unsigned &last) const {
    unsigned now;
    while ((now = round_.load(std::memory_order_acquire)) == last) std::this_thread::yield();
    last = now;
  }

  void arrive() { missing_.fetch_sub(1, std::memory_order_release); }

 private:
  const unsigned helpers_;
  std::atomic<unsigned> missing_{0};
  std::atomic<unsigned> round_{0};
};

int main() {
  Rounds rounds(2);
  int cells[2] = {0, 0};
  std::vector<std::thread> helpers;
  for (unsigned lane = 0; lane < 2; ++lane)
    helpers.emplace_back([&rounds, &cells, lane] {
      unsigned seen = 0;
      for (int i = 0; i < 3; ++i) {
        rounds.await(seen);
        cells[lane] += 1;
        rounds.arrive();
      }
    });
  int sum = 0;
  for (int i = 0; i < 3; ++i) {
    rounds.open();
    rounds.wait();
    sum += cells[0] + cells[1];
  }
  for (std::thread &helper : helpers) helper.join();
  return sum;
}
