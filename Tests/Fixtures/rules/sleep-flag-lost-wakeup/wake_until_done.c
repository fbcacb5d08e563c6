// origin: own, after a test of a packet filter: who signals until the work is done misses nobody
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

struct worker {
  _Atomic(void *) task;
  void (*signal)(struct worker *);
};

void worker_signal(struct worker *worker);
void pause_for(int milliseconds);

static atomic_bool task_done;

bool run_and_wait(struct worker *worker, void *task, int retries) {
  atomic_store_explicit(&worker->task, task, memory_order_release);
  while (!atomic_load_explicit(&task_done, memory_order_acquire) && retries-- > 0) {
    worker_signal(worker);
    pause_for(1);
  }
  return atomic_load_explicit(&task_done, memory_order_acquire);
}
