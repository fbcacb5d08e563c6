// orders: DROP = relaxed release
// origin: own; who waits for the count has set it, to more than two threads can count down
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { TILES = 16 };

static unsigned pixels[TILES];
static atomic_int next_tile, tiles_left;
static sem_t go[2];

static void *worker(void *argument) {
  sem_t *mine = argument;
  for (;;) {
    while (sem_wait(mine) != 0) continue;
    for (;;) {
      int tile = atomic_fetch_add_explicit(&next_tile, 1, memory_order_relaxed);
      if (tile >= TILES) break;
      pixels[tile] = tile * 3;
      atomic_fetch_sub_explicit(&tiles_left, 1, DROP);  // expect[DROP=relaxed]: countdown-order
    }
  }
}

static unsigned render(void) {
  atomic_store_explicit(&tiles_left, TILES, memory_order_relaxed);
  atomic_store_explicit(&next_tile, 0, memory_order_relaxed);
  for (int i = 0; i < 2; i++) sem_post(&go[i]);
  while (atomic_load_explicit(&tiles_left, memory_order_acquire) != 0) continue;
  unsigned sum = 0;
  for (int i = 0; i < TILES; i++) sum ^= pixels[i];
  return sum;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) {
    sem_init(&go[i], 0, 0);
    pthread_create(&threads[i], NULL, worker, &go[i]);
  }
  return render() == 0;
}
