// origin: what a thread did happens before the return of pthread_join, [thread.thread.member]
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int result;
static atomic_int done;

static void *work(void *unused) {
  (void)unused;
  result = 42;
  atomic_store_explicit(&done, 1, memory_order_relaxed);
  return NULL;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  pthread_join(thread, NULL);
  return atomic_load_explicit(&done, memory_order_relaxed) ? result : 1;
}
