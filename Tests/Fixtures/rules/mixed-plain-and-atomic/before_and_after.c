// origin: plain accesses before an object is published and after its last reference is gone
// expect: nothing
#include <stdlib.h>

struct object { int references; int is_dead; struct object *next; };
static struct object *registry;

struct object *object_make(void) {
  struct object *o = malloc(sizeof *o);
  o->references = 1;
  o->is_dead = 0;
  return o;
}

void object_publish(struct object *o) {
  o->references = 2;
  o->next = 0;
  __atomic_store_n(&registry, o, __ATOMIC_RELEASE);
}

void object_drop(struct object *o) {
  if (__atomic_sub_fetch(&o->references, 1, __ATOMIC_ACQ_REL) == 0) {
    o->is_dead = o->references;
    free(o);
  }
}

int object_is_dead(struct object *o) { return __atomic_load_n(&o->is_dead, __ATOMIC_RELAXED); }
void object_kill(struct object *o) { __atomic_store_n(&o->is_dead, 1, __ATOMIC_RELAXED); }
