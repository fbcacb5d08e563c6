// origin: own, what a semaphore hands over needs no other order
// expect: nothing
#include <semaphore.h>
#include <stdatomic.h>

struct box {
  atomic_uint ready;
  int data;
  sem_t full;
};

void put(struct box *b, int value) {
  b->data = value;
  atomic_store_explicit(&b->ready, 1, memory_order_relaxed);
  sem_post(&b->full);
}

int take(struct box *b) {
  sem_wait(&b->full);
  if (!atomic_load_explicit(&b->ready, memory_order_relaxed)) return -1;
  return b->data;
}
