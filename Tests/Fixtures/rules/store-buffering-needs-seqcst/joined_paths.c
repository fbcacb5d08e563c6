// origin: own, what is joined between the two sides is no thread
#include <pthread.h>
#include <stdatomic.h>

void path_join(char *path, const char *name);

static atomic_int left_in, right_in, first, second;
static int shared, other;

void left(char *path) {
  // expect@+1: store-buffering-needs-seqcst
  atomic_store_explicit(&left_in, 1, memory_order_release);
  path_join(path, "lock");
  if (!atomic_load_explicit(&right_in, memory_order_acquire)) shared++;
}

void right(void) {
  atomic_store_explicit(&right_in, 1, memory_order_release);
  if (!atomic_load_explicit(&left_in, memory_order_acquire)) shared++;
}

void stop(pthread_t thread) {
  atomic_store_explicit(&first, 1, memory_order_release);
  pthread_join(thread, 0);
  if (!atomic_load_explicit(&second, memory_order_acquire)) other++;
}

void run(void) {
  atomic_store_explicit(&second, 1, memory_order_release);
  if (!atomic_load_explicit(&first, memory_order_acquire)) other++;
}
