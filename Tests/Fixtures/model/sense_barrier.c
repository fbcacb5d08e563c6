// A sense-reversing barrier whose sense is thread-local.
// run: holds
// replace "&b->count, 1, memory_order_acq_rel" "&b->count, 1, memory_order_relaxed": fails assertionFailure
// replace "&b->sense, mine, memory_order_release" "&b->sense, mine, memory_order_relaxed": fails assertionFailure
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define N 2
struct barrier {
  atomic_int count;
  atomic_bool sense;
} bar = { N, false };
static __thread bool local_sense;
static void wait_at(struct barrier *b) {
  bool mine = local_sense = !local_sense;
  if (atomic_fetch_sub_explicit(&b->count, 1, memory_order_acq_rel) == 1) {
    atomic_store_explicit(&b->count, N, memory_order_relaxed);
    atomic_store_explicit(&b->sense, mine, memory_order_release);
  } else while (atomic_load_explicit(&b->sense, memory_order_acquire) != mine) {}
}

int cell[N];
void *t(void *a) {
  long i = (long)a;
  for (int r = 1; r <= 2; r++) {
    cell[i] = r;
    wait_at(&bar);
    assert(cell[1 - i] == r);
    wait_at(&bar);
  }
  return 0;
}

int main() {
  pthread_t x, y;
  pthread_create(&x, 0, t, (void *)0);
  pthread_create(&y, 0, t, (void *)1);
  pthread_join(x, 0);
  pthread_join(y, 0);
}
