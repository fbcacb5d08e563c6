// origin: a write barrier that is one for signal handlers, in a header that Swift imports
#ifndef SLOT_H
#define SLOT_H
#include <stdatomic.h>
#include <stdbool.h>

#define slot_wmb() atomic_signal_fence(memory_order_release)

typedef struct {
  int length;
  int body;
} slot_msg;

typedef struct {
  slot_msg msg;
  _Atomic(int) full;
} slot_box;

static inline bool slot_post(slot_box *box, int length) {
  if (atomic_load_explicit(&box->full, memory_order_acquire)) return false;
  box->msg.length = length;
  slot_wmb();  // expect: compiler-fence-between-threads
  atomic_store_explicit(&box->full, 1, memory_order_relaxed);
  return true;
}

static inline const slot_msg *slot_peek(slot_box *box) {
  return atomic_load_explicit(&box->full, memory_order_acquire) ? &box->msg : 0;
}

static inline void slot_done(slot_box *box) {
  atomic_store_explicit(&box->full, 0, memory_order_release);
}
#endif
