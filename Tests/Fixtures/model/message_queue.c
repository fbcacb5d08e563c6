// A queue of one producer and one consumer in a ring, on the heap.
// run: holds 1
// run -DPUBLISH=memory_order_relaxed: fails dataRace at 41 repair "memory_order_release instead of relaxed"
// run -DSEE=memory_order_relaxed: fails dataRace at 41 repair "memory_order_acquire instead of relaxed"
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#ifndef PUBLISH
#define PUBLISH memory_order_release
#endif
#ifndef SEE
#define SEE memory_order_acquire
#endif

struct message {
  uint8_t kind;
  int body[2];
};

struct ring {
  struct message slots[2];
  _Atomic uint32_t written;
};

static void *produce(void *argument) {
  struct ring *ring = argument;
  struct message *slot = &ring->slots[0];
  slot->kind = 255;
  slot->body[1] = 7;
  atomic_store_explicit(&ring->written, 1, PUBLISH);
  return NULL;
}

static void *consume(void *argument) {
  struct ring *ring = argument;
  while (atomic_load_explicit(&ring->written, SEE) == 0) {
  }
  struct message copy = ring->slots[0];
  copy.kind++;
  assert(copy.kind == 0);
  assert(copy.body[1] == 7 && copy.body[0] == 0);
  return NULL;
}

int main(void) {
  struct ring *ring = calloc(1, sizeof *ring);
  pthread_t producer, consumer;
  pthread_create(&producer, NULL, produce, ring);
  pthread_create(&consumer, NULL, consume, ring);
  pthread_join(producer, NULL);
  pthread_join(consumer, NULL);
  free(ring);
  return 0;
}
