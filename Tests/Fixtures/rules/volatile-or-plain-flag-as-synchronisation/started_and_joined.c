// origin: what is written before a thread starts and read after it ended needs no atomics
// expect: nothing
#include <pthread.h>

static volatile int ready;
static int input, output;

static void *work(void *unused) {
  if (ready) output = input + 1;
  return unused;
}

int run(int value) {
  pthread_t worker;
  input = value;
  ready = 1;
  pthread_create(&worker, 0, work, 0);
  pthread_join(worker, 0);
  ready = 0;
  return output;
}
