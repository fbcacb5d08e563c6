// origin: own; a function that tries to take a slot looks and takes in two steps
#include <stdatomic.h>
#include <stdbool.h>

struct slot { atomic_bool taken; int use; };

bool slot_try_take(struct slot *slot) {
  if (atomic_load_explicit(&slot->taken, memory_order_acquire)) return false;
  atomic_store(&slot->taken, true);  // expect: load-store-not-rmw
  return true;
}

void slot_give_back(struct slot *slot) {
  atomic_store_explicit(&slot->taken, false, memory_order_release);
}

struct job { atomic_bool running; };

// Who starts and stops is one.
bool job_start(struct job *job) {
  if (atomic_load(&job->running)) return false;
  atomic_store(&job->running, true);
  return true;
}

void job_stop(struct job *job) { atomic_store(&job->running, false); }
