// origin: both threads write element 1 and read element 0: nobody announces in element 0
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool want[2];

bool try_second(void) {
  atomic_store_explicit(&want[1], true, memory_order_release);
  return !atomic_load_explicit(&want[0], memory_order_acquire);
}

void open_first(void) { atomic_store_explicit(&want[0], false, memory_order_release); }
