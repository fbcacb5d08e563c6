// origin: a counting semaphore that spins
// orders: DOWN = relaxed acquire; UP = relaxed release
#include <stdatomic.h>

typedef struct { atomic_int count; } semaphore;

void semaphore_wait(semaphore *s) {
  for (;;) {
    int now = atomic_load_explicit(&s->count, memory_order_relaxed);
    if (now > 0 && atomic_compare_exchange_weak_explicit(&s->count, &now, now - 1, DOWN, memory_order_relaxed)) return;  // expect[DOWN=relaxed]: spinlock-order
  }
}

void semaphore_post(semaphore *s) {
  atomic_fetch_add_explicit(&s->count, 1, UP);  // expect[UP=relaxed]: spinlock-order
}
