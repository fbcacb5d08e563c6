// origin: the decrement and the destruction in functions of their own, as in a kernel's kref
// orders: DROP = relaxed acquire release acq_rel
#include "count.h"

bool count_drop(struct count *c) {
  return atomic_fetch_sub_explicit(&c->value, 1, DROP) == 1;  // expect[DROP!=acq_rel]: refcount-drop-order
}
