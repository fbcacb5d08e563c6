// origin: iree-org/iree#23707: a ring is reserved beyond its end
// orders: FIRST = relaxed acquire
#include <stdatomic.h>
#include <stdbool.h>

struct queue { _Atomic unsigned reserved, read; };

bool reserve(struct queue *q, unsigned amount) {
  unsigned end = atomic_load_explicit(&q->reserved, FIRST);  // expect[FIRST=relaxed]: snapshot-load-order
  for (;;) {
    unsigned start = atomic_load_explicit(&q->read, memory_order_acquire);
    if (64 - (end - start) < amount) return false;
    if (atomic_compare_exchange_strong_explicit(
          &q->reserved, &end, end + amount, memory_order_acq_rel, memory_order_acquire)) {
      return true;
    }
  }
}

void consumed(struct queue *q, unsigned amount) {
  atomic_fetch_add_explicit(&q->read, amount, memory_order_release);
}
