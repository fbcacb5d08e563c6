// origin: the flag is set first and the table filled after it
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool ready;
static int table[16];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int lookup(int i) {
  if (!atomic_load_explicit(&ready, memory_order_acquire)) {
    pthread_mutex_lock(&mutex);
    if (!atomic_load_explicit(&ready, memory_order_relaxed)) {
      atomic_store_explicit(&ready, true, memory_order_release);  // expect: double-checked-fast-path "before the initialization is complete"
      table[0] = 7;
    }
    pthread_mutex_unlock(&mutex);
  }
  return table[i];
}
