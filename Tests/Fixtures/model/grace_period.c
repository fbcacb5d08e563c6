// An update that waits until no reader is left.
// run: holds
// replace "&readers, memory_order_seq_cst) !" "&readers, memory_order_acquire) !": fails useAfterFree
// replace "&gp, n, memory_order_seq_cst" "&gp, n, memory_order_release": fails useAfterFree
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct foo {
  int a;
  int b;
};
_Atomic(struct foo *) gp;
atomic_int readers;
void *reader(void *u) {
  atomic_fetch_add_explicit(&readers, 1, memory_order_seq_cst);
  struct foo *p = atomic_load_explicit(&gp, memory_order_seq_cst);
  assert(p->a == p->b);
  atomic_fetch_sub_explicit(&readers, 1, memory_order_release);
  return 0;
}

void *updater(void *u) {
  struct foo *n = malloc(sizeof *n);
  struct foo *old = atomic_load_explicit(&gp, memory_order_relaxed);
  *n = *old;
  n->a++;
  n->b++;
  atomic_store_explicit(&gp, n, memory_order_seq_cst);
  while (atomic_load_explicit(&readers, memory_order_seq_cst) != 0);
  free(old);
  return 0;
}

int main() {
  struct foo *f = calloc(1, sizeof(struct foo));
  atomic_init(&gp, f);
  pthread_t a, b;
  pthread_create(&a, 0, reader, 0);
  pthread_create(&b, 0, updater, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  free(gp);
}
