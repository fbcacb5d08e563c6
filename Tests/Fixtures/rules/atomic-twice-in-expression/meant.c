// origin: the guards of the rule
// expect: nothing
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int n;
static atomic_long hits, misses;
static pthread_mutex_t mutex;

void set(int value) { atomic_store(&n, value); }
void hit(void) { atomic_fetch_add_explicit(&hits, 1, memory_order_relaxed); }
void miss(void) { atomic_fetch_add_explicit(&misses, 1, memory_order_relaxed); }

long rate(void) {
  return 100 * atomic_load_explicit(&hits, memory_order_relaxed) / (atomic_load_explicit(&hits, memory_order_relaxed) + atomic_load_explicit(&misses, memory_order_relaxed));
}

void check(void) { assert(n >= 0 && n <= 10); }
void show(void) { printf("%d of %d\n", n, n); }

void wait_for_change(void) {
  while (n != 1 && n != 2) {
  }
}

int locked(void) {
  pthread_mutex_lock(&mutex);
  int result = n * (n + 1) / 2;
  pthread_mutex_unlock(&mutex);
  return result;
}

int once(void) {
  int now = n;
  return now * (now + 1) / 2;
}

void raise(void) { n += 1; }
