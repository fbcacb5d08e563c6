// origin: Chase and Lev's deque: the new array's contents are atomics, too
// orders: PUBLISH = relaxed release
#include <stdatomic.h>
#include <stdlib.h>

struct array {
  atomic_size_t size;
  atomic_int items[];
};
struct deque {
  _Atomic(struct array *) array;
};

void grow(struct deque *d, size_t size) {
  struct array *a = malloc(sizeof *a + size * sizeof(atomic_int));
  atomic_store_explicit(&a->size, size, memory_order_relaxed);  // note: "written"
  // expect@+1[PUBLISH=relaxed]: publish-without-release
  atomic_store_explicit(&d->array, a, PUBLISH);
}

int peek(struct deque *d, size_t i) {
  struct array *a = atomic_load_explicit(&d->array, memory_order_acquire);
  size_t size = atomic_load_explicit(&a->size, memory_order_relaxed);
  return atomic_load_explicit(&a->items[i % size], memory_order_relaxed);
}
