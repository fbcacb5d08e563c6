// origin: message passing (MP) with the release fence before or after the store it is meant for
// orders: BEFORE = none release; AFTER = none release
#include <stdatomic.h>
#include <stdbool.h>

int data;
atomic_bool ready;

void produce(int value) {
  data = value;  // note[BEFORE=none]: "data"
  atomic_thread_fence(BEFORE);
  // expect@+1[BEFORE=none, AFTER=none]: publish-without-release
  atomic_store_explicit(&ready, true, memory_order_relaxed);
  atomic_thread_fence(AFTER);  // expect[BEFORE=none, AFTER=release]: fence-on-wrong-side
}

int consume(void) {
  if (!atomic_load_explicit(&ready, memory_order_acquire)) return -1;
  return data;  // note[BEFORE=none]: "data"
}
