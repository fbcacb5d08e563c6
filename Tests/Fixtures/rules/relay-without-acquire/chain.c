// origin: litmus test ISA2 with a relaxed link
// orders: LINK = relaxed acquire; FENCE = none acquire
#include <stdatomic.h>

static int data;
static atomic_int ready, go;

void produce(int value) {
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_release);
}

void relay(void) {
  if (atomic_load_explicit(&ready, LINK)) {  // expect[LINK=relaxed,FENCE=none]: relay-without-acquire "relaxed read of 'ready' passes on to readers of 'go'"
    atomic_thread_fence(FENCE);
    atomic_store_explicit(&go, 1, memory_order_release);
  }
}

int consume(void) { return atomic_load_explicit(&go, memory_order_acquire) ? data : -1; }
