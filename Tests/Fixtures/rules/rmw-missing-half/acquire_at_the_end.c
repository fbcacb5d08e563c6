// origin: AudioKit
// orders: END = relaxed acquire release acq_rel
#include <stdatomic.h>

struct shared {
  int samples[64];
  atomic_int steps;
};

void end_writing(struct shared *s) {
  atomic_fetch_add_explicit(&s->steps, 1, END);  // expect[END=acquire]: rmw-missing-half
}

// Whoever begins wants to see what others did before.
void begin_reading(struct shared *s) {
  atomic_fetch_add_explicit(&s->steps, 1, memory_order_acquire);
}

// Somebody looks at the result.
int end_of_all(struct shared *s) {
  return atomic_fetch_sub_explicit(&s->steps, 1, memory_order_acquire) == 1;
}
