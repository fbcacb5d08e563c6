// origin: own; an assertion elsewhere in a function makes no assertion of its other branches
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int ready;
static int data;
void use(int);

int consume(int count, int other) {
  int seen = atomic_load_explicit(&ready, memory_order_relaxed);  // expect: guard-load-without-acquire
  if (other) use(other);
  if (count < 0) abort();
  if (seen) return data;
  return 0;
}

static void serve(void) {
  for (;;) {
    use(data);
    if (data < 0) abort();
  }
}

void run(void) {
  if (atomic_load_explicit(&ready, memory_order_relaxed)) serve();  // expect: guard-load-without-acquire
}

void produce(void) {
  data = 42;
  atomic_store_explicit(&ready, 1, memory_order_release);
}
