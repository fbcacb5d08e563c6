// origin: openjdk/jdk#26262; wjakob/nanobind#819
// orders: LOOK = relaxed acquire; WRITE = relaxed release
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct config { int size; };
static _Atomic(struct config *) config;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct config *get(void) {
  struct config *c = atomic_load_explicit(&config, LOOK);  // expect[LOOK=relaxed]: double-checked-fast-path "outside the lock"
  if (c == NULL) {
    pthread_mutex_lock(&mutex);
    c = atomic_load_explicit(&config, memory_order_relaxed);
    if (c == NULL) {
      c = malloc(sizeof *c);
      c->size = 16;
      atomic_store_explicit(&config, c, WRITE);  // expect[WRITE=relaxed]: double-checked-fast-path "does not publish"
    }
    pthread_mutex_unlock(&mutex);
  }
  return c;
}

int size(void) { return get()->size; }
