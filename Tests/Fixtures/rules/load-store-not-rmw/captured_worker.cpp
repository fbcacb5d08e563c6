// origin: own; threads that are given a worker each, or one for all, by what their lambdas capture
#include <atomic>
#include <thread>
#include <vector>

struct Worker {
  std::atomic<long> done{0};
  std::thread thread;
};

class Executor {
  std::vector<Worker> workers;

 public:
  explicit Executor(unsigned count) : workers(count) {
    for (unsigned id = 0; id < count; ++id) {
      workers[id].thread = std::thread([&, &worker = workers[id]]() { run(worker); });
    }
  }

  void run(Worker &worker) {
    worker.done.store(worker.done.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
};

struct Total {
  std::atomic<long> sum{0};
};

void add(Total *totals, unsigned count) {
  std::vector<std::thread> threads;
  for (unsigned id = 0; id < count; ++id) {
    threads.emplace_back([&total = totals[0], amount = id * 2]() {
      total.sum.store(  // expect: load-store-not-rmw "sum"
          total.sum.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    });
  }
  for (auto &thread : threads) thread.join();
}
