// origin: own, threads that meet at a barrier need no other order
// expect: nothing
#define _XOPEN_SOURCE 700
#include <pthread.h>
#include <stdatomic.h>

struct box {
  atomic_uint ready;
  int data;
  pthread_barrier_t filled;
};

void put(struct box *b, int value) {
  b->data = value;
  atomic_store_explicit(&b->ready, 1, memory_order_relaxed);
  pthread_barrier_wait(&b->filled);
}

int take(struct box *b) {
  pthread_barrier_wait(&b->filled);
  if (!atomic_load_explicit(&b->ready, memory_order_relaxed)) return -1;
  return b->data;
}
