// origin: own; a vector whose readers find it through an atomic pointer and see it grow
#include <stdatomic.h>
#include <stddef.h>

struct entry { int priority; void *item; };
struct entries { size_t size, allocated; struct entry at[]; };
struct vector { _Atomic(struct entries *) entries; };

static struct entries *entries_of(struct vector *v) {
  return atomic_load_explicit(&v->entries, memory_order_acquire);
}

void append(struct vector *v, void *item, int priority) {
  struct entries *old = entries_of(v);
  if (old->allocated > old->size) {
    old->at[old->size].item = item;
    old->at[old->size].priority = priority;
    atomic_thread_fence(memory_order_release);  // expect: fence-without-partner
    ++old->size;
  }
}

void *first_of(struct vector *v, int priority) {
  struct entries *now = entries_of(v);
  for (size_t i = 0; i < now->size; i++)
    if (now->at[i].priority <= priority) return now->at[i].item;
  return NULL;
}
