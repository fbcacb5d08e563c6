// origin: own, a queue and a flag for each of several threads; a call whose name has a block that is none
#include <stdatomic.h>

void wake(int thread);
int *alloc_block(void);

static atomic_int queue[8], sleeping[8];
static atomic_int work, asleep;

void post(int thread) {
  atomic_store_explicit(&queue[thread], 1, memory_order_release);
  // expect@+1: sleep-flag-lost-wakeup
  if (atomic_load_explicit(&sleeping[thread], memory_order_relaxed)) wake(thread);
}

int *post_block(int thread) {
  int *block = alloc_block();
  atomic_store_explicit(&work, 1, memory_order_release);
  // expect@+1: sleep-flag-lost-wakeup
  if (atomic_load_explicit(&asleep, memory_order_relaxed)) wake(thread);
  return block;
}
