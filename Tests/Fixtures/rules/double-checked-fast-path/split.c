// origin: github/codeql#21546: the slow path in a function of its own
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct config { int size; };
static _Atomic(struct config *) config;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct config *get_slow(void) {
  pthread_mutex_lock(&mutex);
  struct config *c = atomic_load_explicit(&config, memory_order_relaxed);
  if (c == NULL) {
    c = malloc(sizeof *c);
    c->size = 16;
    atomic_store_explicit(&config, c, memory_order_release);
  }
  pthread_mutex_unlock(&mutex);
  return c;
}

struct config *get(void) {
  struct config *c = atomic_load_explicit(&config, memory_order_relaxed);  // expect: double-checked-fast-path
  return c ? c : get_slow();
}
