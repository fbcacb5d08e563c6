// origin: each side reads its own index relaxed; figures may be out of date
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

struct ring { _Atomic unsigned head, tail; int slots[64]; };

bool push(struct ring *r, int value) {
  unsigned tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
  if (tail - atomic_load_explicit(&r->head, memory_order_acquire) >= 64) return false;
  r->slots[tail % 64] = value;
  atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
  return true;
}

bool pop(struct ring *r, int *value) {
  unsigned head = atomic_load_explicit(&r->head, memory_order_relaxed);
  if (atomic_load_explicit(&r->tail, memory_order_acquire) - head == 0) return false;
  *value = r->slots[head % 64];
  atomic_store_explicit(&r->head, head + 1, memory_order_release);
  return true;
}

unsigned ring_size(struct ring *r) {
  unsigned tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
  return tail - atomic_load_explicit(&r->head, memory_order_relaxed);
}

bool ring_empty(struct ring *r) {
  unsigned tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
  return tail == atomic_load_explicit(&r->head, memory_order_relaxed);
}
