// A CLH lock: each thread waits for the node of the one before, and goes on with that.
// run: holds
// run -DBUG: fails dataRace
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#ifdef BUG
#define ACQ memory_order_relaxed
#else
#define ACQ memory_order_acquire
#endif
typedef struct node { atomic_int busy; } node;
typedef struct { _Atomic(node *) tail; } clh_lock;
static clh_lock lk;
static long data[2];
static node *node_new(int busy) {
  node *n = malloc(sizeof *n);
  atomic_init(&n->busy, busy);
  return n;
}
static void clh_acquire(clh_lock *l, node **mine, node **pred) {
  atomic_store_explicit(&(*mine)->busy, 1, memory_order_relaxed);
  *pred = atomic_exchange_explicit(&l->tail, *mine, memory_order_acq_rel);
  while (atomic_load_explicit(&(*pred)->busy, ACQ)) {}
}
static void clh_release(node **mine, node *pred) {
  atomic_store_explicit(&(*mine)->busy, 0, memory_order_release);
  *mine = pred;
}
static void *worker(void *arg) {
  node *mine = node_new(0), *pred;
  clh_acquire(&lk, &mine, &pred);
  data[0] += 1;
  data[1] = data[0] * 2;
  clh_release(&mine, pred);
  return arg;
}
int main(void) {
  atomic_init(&lk.tail, node_new(0));
  pthread_t a, b;
  pthread_create(&a, 0, worker, 0);
  pthread_create(&b, 0, worker, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  assert(data[0] == 2 && data[1] == 4);
  return 0;
}
