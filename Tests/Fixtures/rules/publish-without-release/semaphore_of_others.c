// origin: own, the writer posts what the reader does not wait for
#include <semaphore.h>
#include <stdatomic.h>

struct box {
  atomic_uint ready;
  int data;
  sem_t full, empty;
};

void put(struct box *b, int value) {
  b->data = value;
  atomic_store_explicit(&b->ready, 1, memory_order_relaxed);  // expect: publish-without-release
  sem_post(&b->full);
}

int take(struct box *b) {
  sem_wait(&b->empty);
  if (!atomic_load_explicit(&b->ready, memory_order_acquire)) return -1;
  return b->data;
}
