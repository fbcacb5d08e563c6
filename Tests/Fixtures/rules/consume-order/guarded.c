// origin: own; a table that is read through the pointer, and a count beside it that is not
// orders: LOAD = consume acquire
#include <stdatomic.h>
#include <stdlib.h>

struct row { int key; };

static int rows;
static _Atomic(struct row *) table;

#define CURRENT(p) atomic_load_explicit(&(p), LOAD)

int install(int count) {
  struct row *made = calloc(count, sizeof *made);
  if (!made) return 0;
  rows = count;
  atomic_store_explicit(&table, made, memory_order_release);
  return 1;
}

int first(void) {
  struct row *found = CURRENT(table);  // expect[LOAD=consume]: consume-order "leads to"
  return found && rows > 0 ? found[0].key : -1;
}

// Once for the macro.
int last(void) {
  struct row *found = CURRENT(table);
  return found && rows > 0 ? found[rows - 1].key : -1;
}
