#ifndef TELEMETRY_BUFFERS_H
#define TELEMETRY_BUFFERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A message shared by several threads; whoever lets go of it last frees it. */
struct buffer {
  atomic_int references;
  size_t length;
  int64_t *samples;
};

struct buffer *buffer_create(size_t length);
void buffer_retain(struct buffer *buffer);
void buffer_release(struct buffer *buffer);

/* The same for chunks. */
struct chunk {
  atomic_int references;
  int64_t first;
};

struct chunk *chunk_create(int64_t first);
void chunk_retain(struct chunk *chunk);
void chunk_release(struct chunk *chunk);

/* Swift cannot use C's atomic types, hence these: a report that one thread fills in and another
   one sends. */
struct report {
  atomic_bool ready;
  int64_t count;
  int64_t sum;
};

static inline void report_set_ready(struct report *report) {
  atomic_store_explicit(&report->ready, true, memory_order_relaxed);
}

static inline bool report_is_ready(struct report *report) {
  return atomic_load_explicit(&report->ready, memory_order_acquire);
}

#endif
