// origin: own; each thread marks itself busy
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>

struct worker {
  atomic_int busy;
  int result;
};

static struct worker workers[8];

static void *run(void *argument) {
  struct worker *worker = argument;
  for (;;) {
    if (atomic_load(&worker->busy) == 0) {
      atomic_store(&worker->busy, 1);
      worker->result++;
      atomic_store(&worker->busy, 0);
    }
  }
  return 0;
}

void start(void) {
  pthread_t thread;
  for (int i = 0; i < 8; i++) pthread_create(&thread, 0, run, &workers[i]);
}
