#include "shim.h"

void shim_counter_store(struct shim_counter *c, long value) {
  atomic_store_explicit(&c->value, value, STORE);  // expect[STORE=acquire]: invalid-load-store-order
}
