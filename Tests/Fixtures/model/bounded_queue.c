// Vyukov's bounded queue for several producers and consumers.
// run: holds
// replace "&c->seq, pos + 1, memory_order_release" "&c->seq, pos + 1, memory_order_relaxed": fails dataRace
// replace "acquire);  // get" "relaxed);  // get": fails dataRace
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIZE 2
typedef struct {
  _Atomic size_t seq;
  void *data;
} cell_t;
static struct {
  cell_t cells[SIZE];
  _Atomic size_t enq, deq;
} q;
static void init(void) {
  for (size_t i = 0; i < SIZE; i++) atomic_store_explicit(&q.cells[i].seq, i, memory_order_relaxed);
}

static bool enqueue(void *d) {
  cell_t *c;
  size_t pos = atomic_load_explicit(&q.enq, memory_order_relaxed);
  for (;;) {
    c = &q.cells[pos & (SIZE - 1)];
    size_t seq = atomic_load_explicit(&c->seq, memory_order_acquire);
    intptr_t dif = (intptr_t)seq - (intptr_t)pos;
    if (dif == 0) {
      if (atomic_compare_exchange_weak_explicit(&q.enq, &pos, pos + 1, memory_order_relaxed,
          memory_order_relaxed)) break;
    }
    else if (dif < 0) return false;
    else pos = atomic_load_explicit(&q.enq, memory_order_relaxed);
  }
  c->data = d;
  atomic_store_explicit(&c->seq, pos + 1, memory_order_release);
  return true;
}

static bool dequeue(void **d) {
  cell_t *c;
  size_t pos = atomic_load_explicit(&q.deq, memory_order_relaxed);
  for (;;) {
    c = &q.cells[pos & (SIZE - 1)];
    size_t seq;
    seq = atomic_load_explicit(&c->seq, memory_order_acquire);  // get
    intptr_t dif = (intptr_t)seq - (intptr_t)(pos + 1);
    if (dif == 0) {
      if (atomic_compare_exchange_weak_explicit(&q.deq, &pos, pos + 1, memory_order_relaxed,
          memory_order_relaxed)) break;
    }
    else if (dif < 0) return false;
    else pos = atomic_load_explicit(&q.deq, memory_order_relaxed);
  }
  *d = c->data;
  atomic_store_explicit(&c->seq, pos + SIZE, memory_order_release);
  return true;
}

int items[2];
void *prod(void *a) {
  items[(long)a] = 5;
  enqueue(&items[(long)a]);
  return 0;
}

void *cons(void *a) {
  void *p;
  if (dequeue(&p)) assert(*(int *)p == 5);
  return 0;
}

int main() {
  init();
  pthread_t t[3];
  pthread_create(&t[0], 0, prod, (void *)0);
  pthread_create(&t[1], 0, prod, (void *)1);
  pthread_create(&t[2], 0, cons, 0);
  for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
}
