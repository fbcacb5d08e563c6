// origin: double-checked locking; the second check may be relaxed, isocpp/CppCoreGuidelines#899
// orders: FAST = relaxed acquire; STORE = relaxed release
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_int is_ready;
static int table;

int lookup(void) {
  if (!atomic_load_explicit(&is_ready, FAST)) {  // expect[FAST=relaxed]: double-checked-fast-path
    pthread_mutex_lock(&mutex);
    if (!atomic_load_explicit(&is_ready, memory_order_relaxed)) {
      table = 42;
      atomic_store_explicit(&is_ready, 1, STORE);  // expect[STORE=relaxed]: double-checked-fast-path
    }
    pthread_mutex_unlock(&mutex);
  }
  return table;
}
