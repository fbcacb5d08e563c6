// origin: single-producer ring; each side reads its own index relaxed; mozilla/cubeb#710
// orders: PUT = relaxed release; EMPTY = relaxed acquire
#include <stdatomic.h>
#include <stdbool.h>

enum { capacity = 64 };
static int slots[capacity];
static _Atomic unsigned head, tail;

bool put(int value) {
  unsigned t = atomic_load_explicit(&tail, memory_order_relaxed);
  unsigned h = atomic_load_explicit(&head, memory_order_acquire);
  if (t - h == capacity) return false;
  slots[t % capacity] = value;
  atomic_store_explicit(&tail, t + 1, PUT);  // expect[PUT=relaxed]: publish-without-release
  return true;
}

bool take(int *value) {
  unsigned h = atomic_load_explicit(&head, memory_order_relaxed);
  unsigned t = atomic_load_explicit(&tail, EMPTY);  // expect[EMPTY=relaxed]: guard-load-without-acquire
  if (h == t) return false;
  *value = slots[h % capacity];
  atomic_store_explicit(&head, h + 1, memory_order_release);
  return true;
}
