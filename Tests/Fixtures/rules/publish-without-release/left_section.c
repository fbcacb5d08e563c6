// origin: own; readers are counted, and who replaces the table waits until there are none
// orders: OUT = release relaxed
#include <stdatomic.h>
#include <stdlib.h>

struct table { int rows; };
static struct table *_Atomic live;
static atomic_int readers;

int rows(void) {
  atomic_fetch_add_explicit(&readers, 1, memory_order_seq_cst);
  struct table *table = atomic_load_explicit(&live, memory_order_seq_cst);
  int count = table ? table->rows : 0;
  atomic_fetch_sub_explicit(&readers, 1, OUT);  // expect[OUT=relaxed]: publish-without-release
  return count;
}

void replace(struct table *fresh) {
  struct table *old = atomic_exchange_explicit(&live, fresh, memory_order_seq_cst);
  while (atomic_load_explicit(&readers, memory_order_seq_cst) != 0) {}
  free(old);
}
