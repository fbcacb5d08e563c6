// origin: the same with a fence between the store and the read
// expect: nothing
#include <stdatomic.h>

struct ring { _Atomic unsigned *tail; _Atomic unsigned *flags; int fd; };
int enter_kernel(int fd);

void submit(struct ring *ring, unsigned tail) {
  atomic_store_explicit(ring->tail, tail, memory_order_release);
  atomic_thread_fence(memory_order_seq_cst);
  unsigned flags = atomic_load_explicit(ring->flags, memory_order_relaxed);
  if (flags & 1) enter_kernel(ring->fd);
}

// A hint of the kernel's that wakes nobody.
int enter_if_overflowed(struct ring *ring) {
  return atomic_load_explicit(ring->flags, memory_order_acquire) & 2 ? enter_kernel(ring->fd) : 0;
}
