// origin: own; who made the object waits for its threads by a plain read
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

struct pool { int pending; long sum; };

static void *work(void *given) {
  struct pool *pool = given;
  __sync_sub_and_fetch(&pool->pending, 1);
  return NULL;
}

static struct pool *start(void) {
  struct pool *pool = calloc(1, sizeof *pool);
  pool->pending = 4;
  for (int i = 0; i < 4; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, pool)) abort();
    pthread_detach(thread);
  }
  return pool;
}

int main(void) {
  struct pool *pool = start();
  while (pool->pending > 0)  // expect: mixed-plain-and-atomic
    sched_yield();
  return 0;
}
