// origin: a common mutex orders the data; the flag may be relaxed
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int data;
static atomic_int ready;

void produce(int value) {
  pthread_mutex_lock(&mutex);
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
  pthread_mutex_unlock(&mutex);
}

int consume(void) {
  int value = -1;
  pthread_mutex_lock(&mutex);
  if (atomic_load_explicit(&ready, memory_order_relaxed)) value = data;
  pthread_mutex_unlock(&mutex);
  return value;
}
