// origin: own; what is called 'alloc' takes from a pool that others take from, too
#include <stdatomic.h>
#include <stddef.h>

struct slab { struct slab *next; };

struct slab_pool { _Atomic(struct slab *) head; };

struct slab *slab_alloc(struct slab_pool *pool) {
  struct slab *top = atomic_load_explicit(&pool->head, memory_order_acquire);
  while (top && !atomic_compare_exchange_weak_explicit(  // expect: aba-prone-pop
                    &pool->head, &top, top->next, memory_order_acquire, memory_order_acquire)) {
  }
  return top;
}

void slab_put(struct slab_pool *pool, struct slab *slab) {
  struct slab *top = atomic_load_explicit(&pool->head, memory_order_relaxed);
  do {
    slab->next = top;
  } while (!atomic_compare_exchange_weak_explicit(
      &pool->head, &top, slab, memory_order_release, memory_order_relaxed));
}
