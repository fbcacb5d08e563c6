// origin: single-producer ring; each side reads its own index relaxed; mozilla/cubeb#710
// orders: FULL = relaxed acquire; PUT = relaxed release; EMPTY = relaxed acquire; TAKE = relaxed release
#include <stdatomic.h>
#include <stdbool.h>

enum { capacity = 64 };
static int slots[capacity];
static _Atomic unsigned head, tail;

bool put(int value) {
  unsigned t = atomic_load_explicit(&tail, memory_order_relaxed);
  unsigned h = atomic_load_explicit(&head, FULL);  // expect[FULL=relaxed]: spsc-index-order
  if (t - h == capacity) return false;
  slots[t % capacity] = value;
  atomic_store_explicit(&tail, t + 1, PUT);  // expect[PUT=relaxed]: spsc-index-order
  return true;
}

bool take(int *value) {
  unsigned h = atomic_load_explicit(&head, memory_order_relaxed);
  unsigned t = atomic_load_explicit(&tail, EMPTY);  // expect[EMPTY=relaxed]: spsc-index-order
  if (h == t) return false;
  *value = slots[h % capacity];
  atomic_store_explicit(&head, h + 1, TAKE);  // expect[TAKE=relaxed]: spsc-index-order
  return true;
}
