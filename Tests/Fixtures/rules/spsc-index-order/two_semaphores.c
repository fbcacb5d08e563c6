// origin: own, a ring whose two ends wait for each other by semaphores
// expect: nothing
#include <semaphore.h>
#include <stdatomic.h>

struct ring {
  atomic_uint head, tail;
  int slots[64];
  sem_t full, empty;
};

int push(struct ring *r, int value) {
  sem_wait(&r->empty);
  unsigned tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
  unsigned head = atomic_load_explicit(&r->head, memory_order_relaxed);
  if (tail - head == 64) return 0;
  r->slots[tail % 64] = value;
  atomic_store_explicit(&r->tail, tail + 1, memory_order_relaxed);
  sem_post(&r->full);
  return 1;
}

int pop(struct ring *r) {
  sem_wait(&r->full);
  unsigned head = atomic_load_explicit(&r->head, memory_order_relaxed);
  unsigned tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
  if (tail == head) return -1;
  int value = r->slots[head % 64];
  atomic_store_explicit(&r->head, head + 1, memory_order_relaxed);
  sem_post(&r->empty);
  return value;
}
