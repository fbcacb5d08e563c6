// origin: own; the count says how far the pool is, and the pool itself says when it is done
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

extern void pool_run(void (*function)(void *), void *argument);
extern void pool_settle(void);
extern void show(size_t left);

struct part {
  const int *from;
  size_t count;
  long sum;
};

static atomic_size_t left;

static void add_up(void *argument) {
  struct part *p = argument;
  p->sum = 0;
  for (size_t i = 0; i < p->count; i++) p->sum += p->from[i];
  atomic_fetch_sub_explicit(&left, 1, memory_order_relaxed);
}

long sum(const int *from, size_t count, size_t parts) {
  struct part *v = malloc(parts * sizeof *v);
  if (!v) return -1;
  atomic_store_explicit(&left, parts, memory_order_relaxed);
  for (size_t i = 0; i < parts; i++) {
    v[i].from = from + i * (count / parts);
    v[i].count = count / parts;
    pool_run(add_up, &v[i]);
  }
  while (atomic_load_explicit(&left, memory_order_acquire) > parts / 2) continue;
  pool_settle();
  long total = 0;
  for (size_t i = 0; i < parts; i++) total += v[i].sum;
  free(v);
  return total;
}
