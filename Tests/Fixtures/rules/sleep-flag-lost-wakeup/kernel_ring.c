// origin: a submission ring whose consumer is a kernel thread that may sleep; libuv
// orders: TAIL = release seq_cst
#include <stdatomic.h>

struct ring { _Atomic unsigned *tail; _Atomic unsigned *flags; int fd; };
int enter_kernel(int fd);

void submit(struct ring *ring, unsigned tail) {
  atomic_store_explicit(ring->tail, tail, TAIL);
  unsigned flags = atomic_load_explicit(ring->flags, memory_order_seq_cst);  // expect[TAIL=release]: sleep-flag-lost-wakeup "may be read before the write of"
  if (flags & 1) enter_kernel(ring->fd);
}
