// origin: jemalloc's atomics, each a structure of one field: which of them two functions change is
// not known
// expect: nothing
#include <stdatomic.h>

typedef struct { atomic_ulong repr; } counter;

struct arena { counter allocated; int id; };
struct cache { counter hits; int id; };

static unsigned long counter_load(counter *c) {
  return atomic_load_explicit(&c->repr, memory_order_relaxed);
}
static void counter_store(counter *c, unsigned long value) {
  atomic_store_explicit(&c->repr, value, memory_order_relaxed);
}

void counter_increment_alone(counter *c) { counter_store(c, counter_load(c) + 1); }
void counter_increment(counter *c) {
  atomic_fetch_add_explicit(&c->repr, 1, memory_order_relaxed);
}
void arena_allocate(struct arena *a) { counter_increment_alone(&a->allocated); }
void cache_hit(struct cache *c) { counter_increment(&c->hits); }
