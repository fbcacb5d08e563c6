// origin: OpenMP-Validation-and-Verification/OpenMP_VV#776
// orders: FIRST = relaxed release; SECOND = relaxed release
#include <stdatomic.h>

static int data;
static atomic_int generation, ready;

void produce(int value) {
  data = value;
  atomic_store_explicit(&ready, 1, FIRST);  // expect[FIRST=relaxed,SECOND=release]: pairing-object-mismatch "release write is that of 'generation'"
  atomic_store_explicit(&generation, 1, SECOND);  // expect@-1[FIRST=relaxed,SECOND=relaxed]: publish-without-release
}

int consume(void) { return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1; }
