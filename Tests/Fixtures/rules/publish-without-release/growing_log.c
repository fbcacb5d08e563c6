// origin: own; a log that only grows: below the count nothing is written any more
// orders: TELL = release relaxed; SEE = acquire relaxed
#include <stdatomic.h>
#include <stddef.h>

struct log { int *entries; size_t capacity; atomic_size_t count; };

int append(struct log *log, int entry) {
  size_t end = atomic_load_explicit(&log->count, memory_order_relaxed);
  if (end >= log->capacity) return 0;
  log->entries[end] = entry;
  atomic_store_explicit(&log->count, end + 1, TELL);  // expect[TELL=relaxed]: publish-without-release
  return 1;
}

int entry(struct log *log, size_t number) {
  size_t end = atomic_load_explicit(&log->count, SEE);  // expect[SEE=relaxed]: guard-load-without-acquire
  if (number >= end) return 0;
  return log->entries[number];
}
