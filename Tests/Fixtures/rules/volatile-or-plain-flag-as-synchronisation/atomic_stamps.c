// origin: the same counters, atomic and with the fences of a sequence lock; and loops that go round
// until nothing changes any more, which wait for nobody
// expect: nothing
#include <stdatomic.h>
#include <stdint.h>

struct player {
  _Atomic uint32_t opened, closed;
  _Atomic int64_t now, ticks;
};

void process(struct player *p, int64_t now, int64_t ticks) {
  uint32_t number = atomic_load_explicit(&p->opened, memory_order_relaxed) + 1;
  atomic_store_explicit(&p->opened, number, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&p->now, now, memory_order_relaxed);
  atomic_store_explicit(&p->ticks, ticks, memory_order_relaxed);
  atomic_store_explicit(&p->closed, number, memory_order_release);
}

int64_t get_times(struct player *p, int64_t *ticks) {
  uint32_t seen;
  int64_t now;
  do {
    seen = atomic_load_explicit(&p->closed, memory_order_acquire);
    now = atomic_load_explicit(&p->now, memory_order_relaxed);
    *ticks = atomic_load_explicit(&p->ticks, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
  } while (atomic_load_explicit(&p->opened, memory_order_relaxed) != seen);
  return now;
}

struct graph { int changes; int size; int *weights; };

void shrink(struct graph *g) {
  g->changes++;
  g->size -= 1;
  g->changes++;
}

void settle(struct graph *g) {
  int before;
  do {
    before = g->changes;
    for (int i = 0; i < g->size; i++) {
      if (g->weights[i] > 10) {
        g->weights[i] = 10;
        g->changes++;
      }
    }
  } while (before != g->changes);
}

void settle_by_calls(struct graph *g) {
  int before;
  do {
    before = g->changes;
    if (g->size > 1) shrink(g);
  } while (before != g->changes);
}
