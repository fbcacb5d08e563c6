// origin: own, a barrier in a function of its own, used once rightly and once after a store
#include <stdatomic.h>

struct room {
  atomic_int state, gate;
  int guests;
};

static inline void read_barrier(void) {
  atomic_thread_fence(memory_order_acquire);  // expect: fence-on-wrong-side
}

int state(struct room *r) { return atomic_load_explicit(&r->state, memory_order_relaxed); }

void enter(struct room *r) {
  atomic_store_explicit(&r->state, 2, memory_order_release);
  read_barrier();
}

int await_gate(struct room *r) {
  while (!atomic_load_explicit(&r->gate, memory_order_relaxed)) {
  }
  read_barrier();
  return r->guests;
}
