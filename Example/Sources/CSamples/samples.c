#include "samples.h"

void sample_put(struct sample_slot *slot, int64_t time, int64_t value) {
  write_lock(&slot->lock);
  atomic_store_explicit(&slot->time, time, memory_order_relaxed);
  atomic_store_explicit(&slot->value, value, memory_order_relaxed);
  write_unlock(&slot->lock);
}

void sample_get(struct sample_slot *slot, int64_t *time, int64_t *value) {
  uint32_t begin;
  do {
    begin = read_begin(&slot->lock);
    *time = atomic_load_explicit(&slot->time, memory_order_relaxed);
    *value = atomic_load_explicit(&slot->value, memory_order_relaxed);
  } while (!read_validate(&slot->lock, begin));
}
