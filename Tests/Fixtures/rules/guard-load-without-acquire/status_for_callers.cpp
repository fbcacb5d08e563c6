// Callers of status() use what the task has made; those who wait acquire it.
// origin: tasks of a thread pool
// orders: LOOK = relaxed acquire
#include <atomic>

enum class Status { queued, finished };

class Task {
 public:
  Status status() const { return state.load(LOOK); }  // expect[LOOK=relaxed]: guard-load-without-acquire "callers of Task::status()"
  long progress() const { return steps.load(std::memory_order_relaxed); }

  void execute() {
    run();
    steps.fetch_add(1, std::memory_order_release);
    state.store(Status::finished, std::memory_order_release);
  }

  void wait() {
    while (state.load(std::memory_order_acquire) != Status::finished) {}
  }

 protected:
  virtual void run() = 0;

 private:
  std::atomic<Status> state{Status::queued};
  std::atomic<long> steps{0};
};
