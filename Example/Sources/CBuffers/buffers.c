#include "buffers.h"

#include <stdlib.h>

struct buffer *buffer_create(size_t length) {
  struct buffer *buffer = malloc(sizeof *buffer);
  if (!buffer) return NULL;
  buffer->samples = calloc(length, sizeof *buffer->samples);
  buffer->length = buffer->samples ? length : 0;
  atomic_init(&buffer->references, 1);
  return buffer;
}

void buffer_retain(struct buffer *buffer) {
  atomic_fetch_add_explicit(&buffer->references, 1, memory_order_relaxed);
}

/* Relaxed: the thread that frees does not wait for what the others did with the buffer. */
void buffer_release(struct buffer *buffer) {
  if (atomic_fetch_sub_explicit(&buffer->references, 1, memory_order_relaxed) == 1) {
    free(buffer->samples);
    free(buffer);
  }
}

struct chunk *chunk_create(int64_t first) {
  struct chunk *chunk = malloc(sizeof *chunk);
  if (!chunk) return NULL;
  chunk->first = first;
  atomic_init(&chunk->references, 1);
  return chunk;
}

void chunk_retain(struct chunk *chunk) {
  atomic_fetch_add_explicit(&chunk->references, 1, memory_order_relaxed);
}

/* Every drop is a release, and the last one acquires what the others released. */
void chunk_release(struct chunk *chunk) {
  if (atomic_fetch_sub_explicit(&chunk->references, 1, memory_order_release) == 1) {
    atomic_thread_fence(memory_order_acquire);
    free(chunk);
  }
}
