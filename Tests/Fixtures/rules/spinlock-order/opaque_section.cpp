// orders: TAKE = relaxed acquire; GIVE = relaxed release
// origin: own; tasks run one at a time, and what they work on is theirs
#include <atomic>
#include <functional>

struct TaskQueue {
  std::function<void()> pop();
};

class Strand {
 public:
  void run() {
    if (pending_.fetch_add(1, TAKE) > 0) return;  // expect[TAKE=relaxed,GIVE=relaxed]: spinlock-order "lets one thread in at a time"
    do {
      std::function<void()> task = queue_.pop();
      task();
    } while (pending_.fetch_sub(1, GIVE) > 1);
  }

 private:
  std::atomic<int> pending_{0};
  TaskQueue queue_;
};

void drain(Strand &strand) { strand.run(); }
