// expect: nothing
// origin: own; flags that look like locks around calls and keep nothing to one thread
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

struct pool;
void pool_work(struct pool *pool);
void pool_start(struct pool *pool);
void cache_refresh(struct pool *pool);
void log_depth(struct pool *pool, int depth);

static atomic_bool complained, started, working, reporting;
static atomic_int depth;

// Never given back: once only.
void complain(struct pool *pool) {
  if (atomic_exchange_explicit(&complained, true, memory_order_relaxed)) return;
  pool_work(pool);
}

// Whoever is refused works as well.
void refresh(struct pool *pool) {
  bool mine = !atomic_exchange_explicit(&working, true, memory_order_relaxed);
  if (mine) cache_refresh(pool);
  pool_work(pool);
  if (mine) atomic_store_explicit(&working, false, memory_order_relaxed);
}

// Given back only if nothing came of it.
void start(struct pool *pool, bool isReady) {
  if (atomic_exchange_explicit(&started, true, memory_order_relaxed)) return;
  pool_start(pool);
  if (!isReady) atomic_store_explicit(&started, false, memory_order_relaxed);
}

// Says something, and nothing else.
void report(struct pool *pool) {
  if (atomic_exchange_explicit(&reporting, true, memory_order_relaxed)) return;
  log_depth(pool, 0);
  printf("%p\n", (void *)pool);
  atomic_store_explicit(&reporting, false, memory_order_relaxed);
}

// Counts who is inside, and lets everybody in.
void enter(struct pool *pool) {
  if (atomic_fetch_add_explicit(&depth, 1, memory_order_relaxed) == 0) log_depth(pool, 1);
  pool_work(pool);
  atomic_fetch_sub_explicit(&depth, 1, memory_order_relaxed);
}
