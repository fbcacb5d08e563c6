// origin: message passing (MP)
// orders: STORE = relaxed release seq_cst; LOAD = relaxed acquire seq_cst
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(void) {
  data = 42;  // note[STORE=relaxed]: "written here" // note[LOAD=relaxed]: "written here"
  // expect@+2[STORE=relaxed]: publish-without-release "relaxed write of 'ready'"
  // expect@+1[STORE=release, LOAD=seq_cst]: seqcst-mixed-on-one-atomic
  atomic_store_explicit(&ready, 1, STORE);
}

int consume(void) {
  // expect@+2[LOAD=relaxed]: guard-load-without-acquire "relaxed read of 'ready'"
  // expect@+1[STORE=seq_cst, LOAD=acquire]: seqcst-mixed-on-one-atomic
  while (!atomic_load_explicit(&ready, LOAD)) {}
  return data;  // note[STORE=relaxed]: "read here" // note[LOAD=relaxed]: "read here"
}
