// origin: own, after a test of a ring: its one producer looks how full it is
// expect: nothing
#include <stdatomic.h>
#include <stdio.h>

struct ring {
  _Atomic unsigned head;
  _Atomic unsigned tail;
  int slots[8];
};

static unsigned ring_size(struct ring *ring) {
  return atomic_load_explicit(&ring->tail, memory_order_relaxed) -
         atomic_load_explicit(&ring->head, memory_order_acquire);
}

static void ring_put(struct ring *ring, int value) {
  unsigned tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
  ring->slots[tail & 7] = value;
  atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
}

void produce(struct ring *ring, int value) {
  if (ring_size(ring) > 0) printf("not empty\n");
  ring_put(ring, value);
}

void produce_beside_others(struct ring *ring, _Atomic unsigned *taken, int value) {
  unsigned mine = atomic_fetch_add_explicit(taken, 1, memory_order_relaxed);
  ring->slots[mine & 7] = value;
  while (atomic_load_explicit(&ring->tail, memory_order_relaxed) != mine) continue;
  atomic_store_explicit(&ring->tail, mine + 1, memory_order_release);
}
