// origin: a number that is mixed from itself, each time of three copies of what it was before
#include <stdatomic.h>

static unsigned long seed;
static atomic_int ready;

void publish(unsigned long h) {
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  h = (h << 5) ^ (h >> 3) ^ h;
  seed = h;
  atomic_store_explicit(&ready, 1, memory_order_relaxed);  // expect: publish-without-release
}

unsigned long take(void) {
  if (!atomic_load_explicit(&ready, memory_order_acquire)) return 0;
  return seed;
}
