// origin: the same drop in the spellings of GCC and in operators
#include <stdatomic.h>
#include <stdlib.h>

struct object { int references; };
struct counted { atomic_int references; };

void weak_drop(struct object *o) {
  if (__atomic_sub_fetch(&o->references, 1, __ATOMIC_RELEASE) == 0) free(o);  // expect: refcount-drop-order
}

void strong_drop(struct object *o) {
  if (__atomic_sub_fetch(&o->references, 1, __ATOMIC_ACQ_REL) == 0) free(o);
}

void full_drop(struct object *o) {
  if (!__sync_sub_and_fetch(&o->references, 1)) free(o);
}

void implicit_drop(struct counted *c) {
  if (--c->references == 0) free(c);
}
