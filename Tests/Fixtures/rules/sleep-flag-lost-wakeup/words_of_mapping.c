// origin: own; two words of one mapping, each with a pointer of its own
// orders: FENCE = acq_rel seq_cst
#include <stdatomic.h>

#define NEEDS_WAKEUP 1u

struct offsets {
  unsigned tail, flags;
};

struct ring {
  void *mapping;
  unsigned *tail;
  unsigned *flags;
};

int enter_kernel(void);

void attach(struct ring *ring, void *mapping, const struct offsets *offsets) {
  ring->mapping = mapping;
  ring->tail = ring->mapping + offsets->tail;
  ring->flags = ring->mapping + offsets->flags;
}

int submit(struct ring *ring, unsigned tail) {
  __atomic_store_n(ring->tail, tail, __ATOMIC_RELEASE);
  atomic_thread_fence(FENCE);
  if (__atomic_load_n(ring->flags, __ATOMIC_RELAXED) & NEEDS_WAKEUP)  // expect[FENCE=acq_rel]: sleep-flag-lost-wakeup
    return enter_kernel();
  return 0;
}
