// origin: own; the caller says which bits of the word it takes
// orders: TAKE = relaxed acquire
#include <stdatomic.h>

struct claims {
  atomic_uint taken;
  unsigned long uses[32];
};

static int try_lock_channels(struct claims *claims, unsigned mask) {
  return !(atomic_fetch_or_explicit(&claims->taken, mask, TAKE) & mask);  // expect[TAKE=relaxed]: spinlock-order
}

static void unlock_channels(struct claims *claims, unsigned mask) {
  atomic_fetch_and_explicit(&claims->taken, ~mask, memory_order_release);
}

int use(struct claims *claims, unsigned channel) {
  if (!try_lock_channels(claims, 1u << channel)) return 0;
  claims->uses[channel]++;
  unlock_channels(claims, 1u << channel);
  return 1;
}
