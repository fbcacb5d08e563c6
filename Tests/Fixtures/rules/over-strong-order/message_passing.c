// origin: own; message passing (MP) through the only atomic with seq_cst operations
#include <stdatomic.h>

static int data;
static atomic_int ready;

void produce(void) {
  data = 42;
  atomic_store(&ready, 1);  // expect: over-strong-order "acquire and release give the same outcomes"
}

int consume(void) {
  return atomic_load(&ready) ? data : 0;  // note: "acquire is enough here"
}
