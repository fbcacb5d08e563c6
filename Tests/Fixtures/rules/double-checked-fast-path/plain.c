// origin: the classic, broken form, Meyers and Alexandrescu 2004
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct config { int size; };
static struct config *config;
static volatile int is_open;
static int handle;
static atomic_int calls;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

struct config *get(void) {
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  if (!config) {  // expect: double-checked-fast-path "is not atomic"
    pthread_mutex_lock(&mutex);
    if (!config) {
      struct config *c = malloc(sizeof *c);
      c->size = 16;
      config = c;
    }
    pthread_mutex_unlock(&mutex);
  }
  return config;
}

int open_once(void) {
  if (!is_open) {  // expect: double-checked-fast-path "is not atomic"
    pthread_mutex_lock(&mutex);
    if (!is_open) {
      handle = 3;
      is_open = 1;
    }
    pthread_mutex_unlock(&mutex);
  }
  return handle;
}
