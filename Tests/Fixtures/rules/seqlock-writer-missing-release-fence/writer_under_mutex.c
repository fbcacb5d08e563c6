// origin: a mutex excludes writers, not readers
// orders: FENCE = none release
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t writers = PTHREAD_MUTEX_INITIALIZER;
static _Atomic unsigned seq;
static _Atomic int x, y;

void put(int a, int b) {
  pthread_mutex_lock(&writers);
  unsigned s = atomic_load_explicit(&seq, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 1, memory_order_relaxed);  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
  atomic_store_explicit(&x, a, memory_order_relaxed);
  atomic_store_explicit(&y, b, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 2, memory_order_release);
  pthread_mutex_unlock(&writers);
}

bool get(int *a, int *b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_acquire);
  *a = atomic_load_explicit(&x, memory_order_relaxed);
  *b = atomic_load_explicit(&y, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return !(s & 1) && atomic_load_explicit(&seq, memory_order_relaxed) == s;
}
