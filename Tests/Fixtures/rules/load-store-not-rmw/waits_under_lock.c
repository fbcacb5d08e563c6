// origin: who waits counts itself under the lock, twice on each way (guard G3)
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static atomic_int idle, depth;

static void *worker(void *unused) {
  for (;;) {
    pthread_mutex_lock(&lock);
    atomic_store_explicit(
        &idle, atomic_load_explicit(&idle, memory_order_relaxed) + 1, memory_order_relaxed);
    while (atomic_load_explicit(&depth, memory_order_relaxed) == 0) pthread_cond_wait(&more, &lock);
    atomic_store_explicit(
        &idle, atomic_load_explicit(&idle, memory_order_relaxed) - 1, memory_order_relaxed);
    atomic_fetch_sub_explicit(&depth, 1, memory_order_relaxed);
    pthread_mutex_unlock(&lock);
  }
}

void start(void) {
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, worker, 0);
}
