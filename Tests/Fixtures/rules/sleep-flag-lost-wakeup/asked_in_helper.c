// A helper whose name has the waker's word only says whether to wake.
// origin: submission rings shared with a kernel
// orders: GUARD = none seq_cst
#include <stdatomic.h>

struct ring {
  unsigned *tail;
  unsigned *flags;
  unsigned next;
};
int enter(struct ring *r);

static int ring_needs_enter(struct ring *r) {
  atomic_thread_fence(GUARD);
  if (atomic_load_explicit((_Atomic unsigned *)r->flags, memory_order_relaxed) & 1)  // expect[GUARD=none]: sleep-flag-lost-wakeup
    return 1;
  return 0;
}

static unsigned flush(struct ring *r) {
  atomic_store_explicit((_Atomic unsigned *)r->tail, r->next, memory_order_release);
  return r->next;
}

int submit(struct ring *r) {
  unsigned n = flush(r);
  return ring_needs_enter(r) ? enter(r) : (int)n;
}
