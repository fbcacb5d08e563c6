// origin: what is done before pthread_create happens before the new thread, [thread.thread.constr]
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int limit;
static atomic_int running;

static void *work(void *unused) {
  (void)unused;
  while (atomic_load_explicit(&running, memory_order_relaxed)) {
    if (limit == 0) break;
  }
  return NULL;
}

int main(void) {
  pthread_t thread;
  limit = 3;
  atomic_store_explicit(&running, 1, memory_order_relaxed);
  pthread_create(&thread, NULL, work, NULL);
  atomic_store_explicit(&running, 0, memory_order_relaxed);
  pthread_join(thread, NULL);
  return 0;
}
