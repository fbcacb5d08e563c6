// origin: an index of the other side that is read again only when it seems full or empty
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

struct ring {
  _Atomic unsigned head, tail;
  unsigned known_head;
  unsigned known_tail;
  int slots[64];
};

bool push(struct ring *r, int value) {
  unsigned tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
  if (tail - r->known_head == 64) {
    r->known_head = atomic_load_explicit(&r->head, memory_order_acquire);
    if (tail - r->known_head == 64) return false;
  }
  r->slots[tail % 64] = value;
  atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
  return true;
}

bool pop(struct ring *r, int *value) {
  unsigned head = atomic_load_explicit(&r->head, memory_order_relaxed);
  if (head == r->known_tail) {
    r->known_tail = atomic_load_explicit(&r->tail, memory_order_acquire);
    if (head == r->known_tail) return false;
  }
  *value = r->slots[head % 64];
  atomic_store_explicit(&r->head, head + 1, memory_order_release);
  return true;
}

unsigned size(struct ring *r) {
  return atomic_load_explicit(&r->tail, memory_order_relaxed)
    - atomic_load_explicit(&r->head, memory_order_relaxed);
}
