// origin: a counter beside the index
// expect: nothing
#include <stdatomic.h>
#include <stdint.h>

static uint32_t next[64];
static _Atomic uint64_t head;

void put(uint32_t slot) {
  uint64_t old = atomic_load_explicit(&head, memory_order_relaxed);
  uint64_t fresh;
  do {
    next[slot] = (uint32_t)old;
    fresh = (old & 0xffffffff00000000u) | slot;
  } while (!atomic_compare_exchange_weak_explicit(
    &head, &old, fresh, memory_order_release, memory_order_relaxed));
}

uint32_t take(void) {
  uint64_t old = atomic_load_explicit(&head, memory_order_acquire);
  uint64_t fresh;
  do {
    uint32_t slot = (uint32_t)old;
    fresh = ((old >> 32) + 1) << 32 | next[slot];
  } while (!atomic_compare_exchange_weak_explicit(
    &head, &old, fresh, memory_order_acquire, memory_order_acquire));
  return (uint32_t)old;
}
