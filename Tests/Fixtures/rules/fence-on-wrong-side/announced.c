// A reader announces itself by a store, and an acquire fence is to keep its reads behind that.
// origin: user-space read-copy-update, general purpose
// orders: FENCE = acquire seq_cst; STORE = relaxed release
#include <stdatomic.h>

struct reader {
  atomic_uint phase;
};
atomic_uint global_phase;

void read_lock(struct reader *me) {
  unsigned now = atomic_load_explicit(&me->phase, memory_order_relaxed);
  if ((now & 0xff) == 0) {
    atomic_store_explicit(
        &me->phase, atomic_load_explicit(&global_phase, memory_order_relaxed), STORE);
    atomic_thread_fence(FENCE);  // expect[FENCE=acquire]: fence-on-wrong-side "behind that write"
  }
}

int is_in_old_phase(struct reader *one) {
  unsigned phase = atomic_load_explicit(&one->phase, memory_order_relaxed);
  return phase != 0 && phase != atomic_load_explicit(&global_phase, memory_order_relaxed);
}
