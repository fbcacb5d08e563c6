// origin: a ticket lock; taking the ticket orders nothing and need not
// orders: WAIT = relaxed acquire; LEAVE = relaxed release
#include <stdatomic.h>

static atomic_uint next, serving;
static int count;

void add(void) {
  unsigned ticket = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);
  while (atomic_load_explicit(&serving, WAIT) != ticket) {}  // expect[WAIT=relaxed]: guard-load-without-acquire
  count++;
  atomic_store_explicit(&serving, ticket + 1, LEAVE);  // expect[LEAVE=relaxed]: publish-without-release
}
