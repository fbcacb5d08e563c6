// origin: own; the same with a size that is atomic
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct entry { int priority; void *item; };
struct entries { atomic_size_t size; size_t allocated; struct entry at[]; };
struct vector { _Atomic(struct entries *) entries; };

static struct entries *entries_of(struct vector *v) {
  return atomic_load_explicit(&v->entries, memory_order_acquire);
}

void append(struct vector *v, void *item, int priority) {
  struct entries *old = entries_of(v);
  size_t size = atomic_load_explicit(&old->size, memory_order_relaxed);
  if (old->allocated > size) {
    old->at[size].item = item;
    old->at[size].priority = priority;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&old->size, size + 1, memory_order_relaxed);
  }
}

void *first_of(struct vector *v, int priority) {
  struct entries *now = entries_of(v);
  size_t size = atomic_load_explicit(&now->size, memory_order_acquire);
  for (size_t i = 0; i < size; i++)
    if (now->at[i].priority <= priority) return now->at[i].item;
  return NULL;
}
