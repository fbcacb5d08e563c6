// origin: a quota that requests take from by a compare-exchange and give back to plainly
#include <stdbool.h>
#include <stdint.h>

struct tenant {
  uint64_t limit;
  uint64_t used;
};

bool charge(struct tenant *t, uint64_t units) {
  uint64_t now = __atomic_load_n(&t->used, __ATOMIC_RELAXED);
  do {
    if (now + units > t->limit) return false;
  } while (!__atomic_compare_exchange_n(
      &t->used, &now, now + units, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  return true;
}

void refund(struct tenant *t, uint64_t units) {
  t->used -= units;  // expect: mixed-plain-and-atomic
}
