// origin: an object is filled in and then published by its address
// orders: STORE = relaxed release; LOAD = relaxed acquire
#include <stdatomic.h>
#include <stdlib.h>

struct config { int size; };
static _Atomic(struct config *) current;

void reload(int size) {
  struct config *c = malloc(sizeof *c);
  if (!c) return;
  c->size = size;
  atomic_store_explicit(&current, c, STORE);  // expect[STORE=relaxed]: publish-without-release
}

int size(void) {
  struct config *c = atomic_load_explicit(&current, LOAD);  // expect[LOAD=relaxed]: guard-load-without-acquire
  return c ? c->size : 0;
}
