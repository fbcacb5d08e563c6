// origin: two threads that count the same thing
#include <pthread.h>
#include <stdatomic.h>

static atomic_long total;

static void *worker(void *unused) {
  for (int i = 0; i < 100; i++)
    atomic_store(&total, atomic_load(&total) + 1);  // expect: load-store-not-rmw
  return 0;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, worker, 0);
  pthread_create(&b, 0, worker, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return total != 200;
}
