#include <pthread.h>
#include <stdatomic.h>

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int total;
atomic_int version;

void add(int amount) {
  pthread_mutex_lock(&mutex);
  total = total + amount;
  atomic_store_explicit(&version, total, memory_order_release);
  pthread_mutex_unlock(&mutex);
}
