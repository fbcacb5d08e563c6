// origin: own, a semaphore that starts the work orders nothing at its end
#include <semaphore.h>
#include <stdatomic.h>

static sem_t go;
static atomic_int left;
static int color, pixel;

void work(void) {
  sem_wait(&go);
  pixel = color;
  atomic_fetch_sub_explicit(&left, 1, memory_order_relaxed);  // expect: countdown-order
}

int render(int chosen) {
  color = chosen;
  atomic_store_explicit(&left, 1, memory_order_relaxed);
  sem_post(&go);
  while (atomic_load_explicit(&left, memory_order_acquire) != 0) {
  }
  return pixel;
}
