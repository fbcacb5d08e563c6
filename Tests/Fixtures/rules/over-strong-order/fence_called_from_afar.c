// origin: own, a fence orders what callers many levels up write afterwards
// expect: nothing
#include <stdatomic.h>

static atomic_int flag, hint;
static int data;

void publish5(void) {
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&flag, 1, memory_order_release);
}
void tell5(void) { atomic_store_explicit(&hint, 1, memory_order_relaxed); }
void publish4(void) { publish5(); }
void tell4(void) { tell5(); }
void publish3(void) { publish4(); }
void tell3(void) { tell4(); }
void publish2(void) { publish3(); }
void tell2(void) { tell3(); }
void publish1(void) { publish2(); }
void tell1(void) { tell2(); }
void publish0(void) { publish1(); }
void tell0(void) { tell1(); }

void produce(void) {
  data = 42;
  publish0();
  tell0();
}

int consume(void) {
  if (atomic_load_explicit(&hint, memory_order_acquire)) return data;
  if (atomic_load_explicit(&flag, memory_order_acquire)) return data;
  return 0;
}
