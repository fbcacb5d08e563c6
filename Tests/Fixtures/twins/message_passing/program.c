#include <stdatomic.h>
#include <stdbool.h>

int data;
atomic_bool ready;

void produce(void) {
  data = 42;
  atomic_store_explicit(&ready, true, memory_order_release);
}

int consume(void) {
  while (!atomic_load_explicit(&ready, memory_order_acquire)) {
  }
  return data;
}
