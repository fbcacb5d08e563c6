// origin: Swift hands over data through an atomic that lives in a C shim
// orders: STORE = relaxed release; LOAD = relaxed acquire
#include "shim.h"
#include <stdatomic.h>

static atomic_bool ready;

void shim_set_ready(void) {
  atomic_store_explicit(&ready, true, STORE);  // expect[STORE=relaxed]: publish-without-release
}

bool shim_is_ready(void) {
  return atomic_load_explicit(&ready, LOAD);  // expect[LOAD=relaxed]: guard-load-without-acquire
}
