// origin: a macro for one operation, written as a statement, stands for it where it is used; redis
#include <stdatomic.h>

#define atomicGet(var, dst) do { dst = atomic_load_explicit(&var, memory_order_acquire); } while (0)
#define atomicSet(var, value) do { \
    atomic_store_explicit(&var, value, memory_order_relaxed); \
  } while (0)

static atomic_int ready;
static int data;

void publish(int value) {
  data = value;
  atomicSet(ready, 1);  // expect: publish-without-release
}

int consume(void) {
  int isReady;
  atomicGet(ready, isReady);
  return isReady ? data : -1;
}
