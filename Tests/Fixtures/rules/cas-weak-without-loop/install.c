// origin: the loser's path takes a spurious failure for a lost race
#include <stdatomic.h>
#include <stdlib.h>

struct table { int size; };
static _Atomic(struct table *) table;

struct table *get(void) {
  struct table *mine = malloc(sizeof *mine);
  struct table *found = NULL;
  mine->size = 16;
  if (atomic_compare_exchange_weak(&table, &found, mine)) {  // expect: cas-weak-without-loop "frees memory"
    return mine;
  }
  free(mine);
  return found;
}
