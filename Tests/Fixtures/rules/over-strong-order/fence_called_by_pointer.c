// origin: own, a fence orders what who calls it by a pointer writes afterwards
// expect: nothing
#include <stdatomic.h>

static atomic_int flag, hint;
static int data;

static void publish(void);
static void (*publish_now)(void) = publish;

static void publish(void) {
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&flag, 1, memory_order_release);
}

void produce(void) {
  data = 42;
  publish_now();
  atomic_store_explicit(&hint, 1, memory_order_relaxed);
}

int hinted(void) { return atomic_load_explicit(&hint, memory_order_relaxed); }

int consume(void) {
  if (atomic_load_explicit(&flag, memory_order_acquire)) return data;
  return 0;
}
