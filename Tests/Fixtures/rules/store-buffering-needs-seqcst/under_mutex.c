// origin: both sides hold the mutex: one of them sees the other
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
atomic_int left, right;

bool enter_left(void) {
  pthread_mutex_lock(&mutex);
  atomic_store_explicit(&left, 1, memory_order_relaxed);
  bool isFirst = atomic_load_explicit(&right, memory_order_relaxed) == 0;
  pthread_mutex_unlock(&mutex);
  return isFirst;
}

bool enter_right(void) {
  pthread_mutex_lock(&mutex);
  atomic_store_explicit(&right, 1, memory_order_relaxed);
  bool isFirst = atomic_load_explicit(&left, memory_order_relaxed) == 0;
  pthread_mutex_unlock(&mutex);
  return isFirst;
}
