// origin: a ring buffer that leaves one slot free tells full from empty
// orders: FULL = relaxed acquire; TAKE = relaxed release
#include <stdatomic.h>
#include <stdbool.h>
enum { size = 8 };
struct ring { int slots[size]; _Atomic unsigned head, tail; };
bool put(struct ring *r, int value) {
  unsigned t = atomic_load_explicit(&r->tail, memory_order_relaxed);
  unsigned next = (t + 1) & (size - 1);
  if (next == atomic_load_explicit(&r->head, FULL)) return false;  // expect[FULL=relaxed]: spsc-index-order
  r->slots[t] = value;
  atomic_store_explicit(&r->tail, next, memory_order_release);
  return true;
}
bool take(struct ring *r, int *value) {
  unsigned h = atomic_load_explicit(&r->head, memory_order_relaxed);
  if (h == atomic_load_explicit(&r->tail, memory_order_acquire)) return false;
  *value = r->slots[h];
  atomic_store_explicit(&r->head, (h + 1) & (size - 1), TAKE);  // expect[TAKE=relaxed]: spsc-index-order
  return true;
}
