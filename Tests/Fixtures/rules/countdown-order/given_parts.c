// origin: own; parts of memory that the waiter has made are given to a pool, together with the function
// that works on them
// orders: DROP = relaxed release
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

extern void pool_run(void (*function)(void *), void *argument);

struct left {
  atomic_size_t parts;
};

struct part {
  const int *from;
  size_t count;
  long sum;
  struct left *left;
};

static void add_up(void *argument) {
  struct part *p = argument;
  p->sum = 0;
  for (size_t i = 0; i < p->count; i++) p->sum += p->from[i];
  atomic_fetch_sub_explicit(&p->left->parts, 1, DROP);  // expect[DROP=relaxed]: countdown-order
}

long sum(const int *from, size_t count, size_t parts) {
  struct left left;
  struct part *v = malloc(parts * sizeof *v);
  if (!v) return -1;
  atomic_init(&left.parts, parts);
  for (size_t i = 0; i < parts; i++) {
    v[i].from = from + i * (count / parts);
    v[i].count = count / parts;
    v[i].left = &left;
    pool_run(add_up, &v[i]);
  }
  while (atomic_load_explicit(&left.parts, memory_order_acquire) != 0) continue;
  long total = 0;
  for (size_t i = 0; i < parts; i++) total += v[i].sum;
  free(v);
  return total;
}
