// origin: flags that say stop, and flags set last
// expect: nothing
#include <stdatomic.h>

struct image { atomic_bool closed, stopping; long last, mine; };

void close_image(struct image *i, long position) {
  i->last = position;
  atomic_store_explicit(&i->closed, 1, memory_order_release);
}
long last_position(struct image *i) {
  return atomic_load_explicit(&i->closed, memory_order_acquire) ? i->last : -1;
}

// What the stopping thread then writes is its own.
void stop(struct image *i) {
  atomic_store_explicit(&i->stopping, 1, memory_order_release);
  i->mine = 1;
}
int is_stopping(struct image *i) {
  return atomic_load_explicit(&i->stopping, memory_order_acquire);
}
