#include "samples.h"

/* The same protocol as in samples.c, with the fence that keeps the payload writes after the odd
   sequence number. */

void settings_put(struct settings *settings, int64_t interval, int64_t limit) {
  settings_write_begin(&settings->seq);
  atomic_store_explicit(&settings->interval, interval, memory_order_relaxed);
  atomic_store_explicit(&settings->limit, limit, memory_order_relaxed);
  settings_write_end(&settings->seq);
}

void settings_get(struct settings *settings, int64_t *interval, int64_t *limit) {
  uint32_t before, after;
  do {
    before = atomic_load_explicit(&settings->seq, memory_order_acquire);
    *interval = atomic_load_explicit(&settings->interval, memory_order_relaxed);
    *limit = atomic_load_explicit(&settings->limit, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    after = atomic_load_explicit(&settings->seq, memory_order_relaxed);
  } while ((before & 1) || before != after);
}
