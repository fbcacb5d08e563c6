// origin: what a call does after the fence is not known
// expect: nothing
#include <stdatomic.h>

void ring_doorbell(void);
static int descriptor, owner;

void submit(int value) {
  descriptor = value;
  atomic_thread_fence(memory_order_release);
  owner = 1;
  ring_doorbell();
}

int is_owned(void) { return owner ? descriptor : -1; }
