// A sleeper announces itself and looks again; without the fence its wake-up is lost.
// run: holds
// run -DBUG: fails blockedForever
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
static atomic_bool ready, sleeping;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static bool woken;
static void *sleeper(void *p) {
  atomic_store_explicit(&sleeping, true, memory_order_relaxed);
#ifndef BUG
  atomic_thread_fence(memory_order_seq_cst);
#endif
  if (!atomic_load_explicit(&ready, memory_order_relaxed)) {
    pthread_mutex_lock(&m);
    while (!woken) pthread_cond_wait(&c, &m);
    pthread_mutex_unlock(&m);
  }
  return 0;
}
static void *waker(void *p) {
  atomic_store_explicit(&ready, true, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit(&sleeping, memory_order_relaxed)) {
    pthread_mutex_lock(&m);
    woken = true;
    pthread_cond_broadcast(&c);
    pthread_mutex_unlock(&m);
  }
  return 0;
}
int main() {
  pthread_t a, b;
  pthread_create(&a, 0, sleeper, 0);
  pthread_create(&b, 0, waker, 0);
  pthread_join(a, 0); pthread_join(b, 0);
}
