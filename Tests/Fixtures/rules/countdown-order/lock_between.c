// origin: a lock made of atomics is given back whoever was the last
// expect: nothing
#include <stdatomic.h>

struct channel {
  atomic_int waiting;
  atomic_int mutex;
};

void wake(struct channel *);

void receive(struct channel *c) {
  if (atomic_fetch_sub_explicit(&c->waiting, 1, memory_order_acquire) == 1) wake(c);
  atomic_store_explicit(&c->mutex, 0, memory_order_release);
}
