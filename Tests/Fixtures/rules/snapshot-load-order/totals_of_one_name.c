// origin: own, two totals whose fields have one name
#include <stdatomic.h>

struct begun_line {
  _Alignas(64) atomic_long value;
};
struct done_line {
  _Alignas(64) atomic_long value;
};
struct pool {
  struct begun_line *begun;
  struct done_line *done;
};

void submit(struct pool *p) {
  atomic_fetch_add_explicit(&p->begun->value, 1, memory_order_relaxed);
}

void finish(struct pool *p) {
  atomic_fetch_add_explicit(&p->done->value, 1, memory_order_release);
}

long waiting(struct pool *p) {
  // expect@+1: snapshot-load-order "read of 'done_line.value' may take effect after that of 'begun_line.value'"
  long done = atomic_load_explicit(&p->done->value, memory_order_relaxed);
  long begun = atomic_load_explicit(&p->begun->value, memory_order_acquire);
  return begun - done;
}
