// origin: own; a local variable that a thread is given, by a helper or inside another local
// orders: TELL = release relaxed; SEE = acquire relaxed
#include <pthread.h>
#include <stdatomic.h>

struct job { int result; atomic_int done; };
struct order { struct job *job; int size; };

static void *work(void *argument) {
  struct order *order = argument;
  order->job->result = order->size * 2;
  atomic_store_explicit(&order->job->done, 1, TELL);  // expect[TELL=relaxed]: publish-without-release
  return 0;
}

static void start(pthread_t *thread, struct order *order) {
  pthread_create(thread, 0, work, order);
}

int main(void) {
  struct job job = {0};
  struct order order = {&job, 4};
  pthread_t thread;
  start(&thread, &order);
  while (!atomic_load_explicit(&job.done, SEE)) {}  // expect[SEE=relaxed]: guard-load-without-acquire
  int result = job.result;
  pthread_join(thread, 0);
  return result;
}
