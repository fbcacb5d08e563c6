// origin: own; the shape of a rate counter: read again and again until nothing changed meanwhile
#include <stdint.h>

struct rate { uint32_t second, now, before; };

static inline void count(struct rate *r, uint32_t second) {
  uint32_t seen = r->second;
  if (seen != second) {
    while (!__atomic_compare_exchange_n(
      &r->second, &seen, second, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
    __atomic_store_n(&r->before, __atomic_exchange_n(&r->now, 0, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
  }
  __atomic_fetch_add(&r->now, 1, __ATOMIC_RELAXED);
}

void count_in(struct rate *r, uint32_t second) { count(r, second); }

uint32_t both(struct rate *r) {
  uint32_t second, now, before, second_again, now_again;
  while (1) {
    now = (volatile uint32_t) r->now;
    second = (volatile uint32_t) r->second;
    if (second & 0x80000000) continue;
    now_again = (volatile uint32_t) r->now;
    before = (volatile uint32_t) r->before;
    second_again = (volatile uint32_t) r->second;  // expect: mixed-plain-and-atomic
    if (now == now_again && second == second_again) break;
  }
  return now + before;
}
