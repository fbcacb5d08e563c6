// origin: a counter that one thread updates atomically and another reads plainly
#include <pthread.h>

static long hits;

static void *work(void *unused) {
  for (int i = 0; i < 1000; i++) __atomic_fetch_add(&hits, 1, __ATOMIC_RELAXED);
  return unused;
}

int main(void) {
  pthread_t worker;
  hits = 0;
  pthread_create(&worker, 0, work, 0);
  if (hits > 500) return 1;  // expect: mixed-plain-and-atomic "plain read of 'hits'"
  pthread_join(worker, 0);
  return hits == 1000 ? 0 : 2;
}
