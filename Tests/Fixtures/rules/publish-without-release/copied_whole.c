// origin: written field by field, read by one assignment
// orders: STORE = relaxed release
#include <stdatomic.h>

struct point {
  int x, y;
};

static struct point shared;
static atomic_bool ready;

void put(int x, int y) {
  shared.x = x;
  shared.y = y;
  atomic_store_explicit(&ready, 1, STORE);  // expect[STORE=relaxed]: publish-without-release
}

int get(struct point *copy) {
  if (!atomic_load_explicit(&ready, memory_order_acquire)) return 0;
  *copy = shared;
  return 1;
}
