// origin: own, a field of that name is read in another record
// expect: nothing
#include <stdatomic.h>

struct ticket {
  atomic_int state;
  int number;
};
struct other {
  atomic_int state;
};

int other_state(struct other *o) { return atomic_load_explicit(&o->state, memory_order_relaxed); }

void finish(struct ticket *t) {
  atomic_store_explicit(&t->state, 2, memory_order_release);
  atomic_thread_fence(memory_order_acquire);
}
