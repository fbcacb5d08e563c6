// origin: own; who calls the initialization uses what it fills, without the lock on the fast path
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int prepared;
static int kerning, height;

static void prepare(void) {
  if (atomic_load_explicit(&prepared, memory_order_acquire)) return;
  pthread_mutex_lock(&lock);
  if (!atomic_load_explicit(&prepared, memory_order_relaxed)) {
    height = 4;
    atomic_store_explicit(&prepared, 1, memory_order_release);  // expect: double-checked-fast-path "before the initialization is complete"
    kerning = 5;
  }
  pthread_mutex_unlock(&lock);
}

int measure(void) {
  prepare();
  return kerning + height;
}
