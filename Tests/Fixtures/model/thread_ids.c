// A lock that knows who has it, by the thread's own name. Marks in pointers to objects of one scalar.
// run: holds 6
// run -DOWNER=memory_order_relaxed: fails dataRace
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#ifndef OWNER
#define OWNER memory_order_release
#endif

static _Atomic(pthread_t) owner;
static int depth, counter;
static pthread_t threads[2];
static long target;
static _Atomic(uintptr_t) marked;

static void lock(void) {
  pthread_t self = pthread_self();
  if (!pthread_equal(atomic_load_explicit(&owner, memory_order_relaxed), self)) {
    pthread_t none = 0;
    while (!atomic_compare_exchange_strong_explicit(
        &owner, &none, self, memory_order_acquire, memory_order_relaxed))
      none = 0;
  }
  depth++;
}

static void unlock(void) {
  if (--depth == 0) atomic_store_explicit(&owner, 0, OWNER);
}

static void *work(void *argument) {
  lock();
  lock();
  counter++;
  unlock();
  unlock();
  return (void *)pthread_self();
}

int main(void) {
  long *block;
  if (posix_memalign((void **)&block, 64, sizeof(long)) != 0) abort();
  *block = 1;
  atomic_store(&marked, (uintptr_t)&target | 1);
  *(long *)(atomic_load(&marked) & ~(uintptr_t)1) = *block;
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < 2; i++) {
    void *self;
    pthread_join(threads[i], &self);
    assert(pthread_equal((pthread_t)self, threads[i]));
    assert(!pthread_equal((pthread_t)self, pthread_self()));
  }
  assert(counter == 2 && target == 1);
  free(block);
  return 0;
}
