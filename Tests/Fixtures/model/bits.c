// Bits are counted, and what no update does in one step is a compare-exchange that is tried again.
// run: holds
// run -DPLAIN: fails assertionFailure
// run -DKIND=PTHREAD_MUTEX_RECURSIVE: unsupported at 39 "not of the normal kind"
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <strings.h>
#ifndef KIND
#define KIND PTHREAD_MUTEX_DEFAULT
#endif
static atomic_uint free_slots = 3;
static int slots[2];
static _Atomic short product = -1;

static int take(void) {
  unsigned free = atomic_load_explicit(&free_slots, memory_order_relaxed);
  while (!atomic_compare_exchange_strong_explicit(&free_slots, &free, free & (free - 1),
                                                  memory_order_acquire, memory_order_relaxed)) {
  }
  return __builtin_ctz(free);
}
static void *worker(void *unused) {
  int slot = take();
  slots[slot]++;
#ifdef PLAIN
  short old = product;
  product = old * 3;
#else
  product *= 3;
#endif
  return unused;
}
int main(void) {
  pthread_mutexattr_t kind;
  pthread_mutex_t mutex;
  pthread_t threads[2];
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_settype(&kind, KIND);
  pthread_mutex_init(&mutex, &kind);
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], 0, worker, 0);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
  assert(slots[0] == 1 && slots[1] == 1);
  assert(product == -9);
  assert(__builtin_clz(1u) == 31 && __builtin_clzll(~0ull) == 0 && __builtin_ctzl(8) == 3);
  assert(__builtin_popcount(~0u) == 32 && __builtin_popcountll(-1) == 64 && ffs(0) == 0);
  assert(ffs(8) == 4);
}
