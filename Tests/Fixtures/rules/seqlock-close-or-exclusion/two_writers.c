// origin: two writers that load and store the number
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic unsigned seq;
static _Atomic int x, y;

static void put(int a) {
  unsigned s = atomic_load_explicit(&seq, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 1, memory_order_relaxed);  // expect: seqlock-close-or-exclusion "both go in"
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&x, a, memory_order_relaxed);
  atomic_store_explicit(&y, a, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 2, memory_order_release);
}

static void *writer(void *arg) {
  put(1);
  return arg;
}

bool get(int *a, int *b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_acquire);
  *a = atomic_load_explicit(&x, memory_order_relaxed);
  *b = atomic_load_explicit(&y, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return !(s & 1) && atomic_load_explicit(&seq, memory_order_relaxed) == s;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, writer, 0);
  int a, b;
  while (!get(&a, &b)) {
  }
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return a != b;
}
