// origin: release fence before a plain flag; the reader has no fence
#include <stdatomic.h>

static int data, ready;

void produce(int value) {
  data = value;
  atomic_thread_fence(memory_order_release);  // expect: fence-without-partner "'ready' is written plainly"
  ready = 1;
}

int consume(void) {
  if (!ready) return -1;
  return data;
}
