// origin: CppCoreGuidelines#899: the second look may be relaxed; a fence will do; all under the lock
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct config { int size; };
static _Atomic(struct config *) first, second;
static struct config *third;
static atomic_int answer;
static int waiting;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int with_acquire(void) {
  struct config *c = atomic_load_explicit(&first, memory_order_acquire);
  if (!c) {
    pthread_mutex_lock(&mutex);
    c = atomic_load_explicit(&first, memory_order_relaxed);
    if (!c) {
      c = malloc(sizeof *c);
      c->size = 16;
      atomic_store_explicit(&first, c, memory_order_release);
    }
    pthread_mutex_unlock(&mutex);
  }
  return c->size;
}

int with_fences(void) {
  struct config *c = atomic_load_explicit(&second, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  if (!c) {
    pthread_mutex_lock(&mutex);
    c = atomic_load_explicit(&second, memory_order_relaxed);
    if (!c) {
      c = malloc(sizeof *c);
      c->size = 16;
      atomic_thread_fence(memory_order_release);
      atomic_store_explicit(&second, c, memory_order_relaxed);
    }
    pthread_mutex_unlock(&mutex);
  }
  return c->size;
}

int locked(void) {
  pthread_mutex_lock(&mutex);
  if (!third) {
    third = malloc(sizeof *third);
    third->size = 16;
  }
  int size = third->size;
  pthread_mutex_unlock(&mutex);
  return size;
}

int own_flag(void) {
  int known = atomic_load_explicit(&answer, memory_order_relaxed);
  if (known == 0) {
    pthread_mutex_lock(&mutex);
    known = atomic_load_explicit(&answer, memory_order_relaxed);
    if (known == 0) {
      known = 42;
      waiting++;
      atomic_store_explicit(&answer, known, memory_order_relaxed);
    }
    pthread_mutex_unlock(&mutex);
  }
  return known;
}
