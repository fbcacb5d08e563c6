// origin: a version bumped once, and read again under the mutex, is no sequence lock
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic unsigned version;
static int setting;

void change(int value) {
  pthread_mutex_lock(&mutex);
  setting = value;
  atomic_fetch_add_explicit(&version, 1, memory_order_release);
  pthread_mutex_unlock(&mutex);
}

bool refresh(unsigned *seen, int *value) {
  if (atomic_load_explicit(&version, memory_order_acquire) == *seen) return false;
  pthread_mutex_lock(&mutex);
  *seen = atomic_load_explicit(&version, memory_order_relaxed);
  *value = setting;
  pthread_mutex_unlock(&mutex);
  return true;
}
