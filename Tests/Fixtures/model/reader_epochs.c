// Readers announce the epoch they began in; what was replaced is freed when none of them is left.
// run: holds
// run -DBUG: fails useAfterFree
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#define NR 2
struct conf { int a, b; };
static _Atomic(struct conf *) cur;
static atomic_ulong epoch = 1;
static struct { atomic_ulong ctr; } rd[NR];
static void rcu_read_lock(int i) {
  atomic_store_explicit(&rd[i].ctr, atomic_load_explicit(&epoch, memory_order_relaxed), memory_order_relaxed);
#ifndef BUG
  atomic_thread_fence(memory_order_seq_cst);
#endif
}
static void rcu_read_unlock(int i) { atomic_store_explicit(&rd[i].ctr, 0, memory_order_release); }
static void synchronize_rcu(void) {
  atomic_thread_fence(memory_order_seq_cst);
  unsigned long e = atomic_fetch_add_explicit(&epoch, 1, memory_order_relaxed) + 1;
  for (int i = 0; i < NR; i++) {
    unsigned long c;
    do c = atomic_load_explicit(&rd[i].ctr, memory_order_acquire);
    while (c != 0 && c < e);
  }
  atomic_thread_fence(memory_order_seq_cst);
}
static void *reader(void *arg) {
  long i = (long)arg;
  rcu_read_lock(i);
  struct conf *c = atomic_load_explicit(&cur, memory_order_acquire);
  assert(c->a == c->b);
  rcu_read_unlock(i);
  return NULL;
}
static void *updater(void *arg) {
  struct conf *n = malloc(sizeof *n), *old;
  *n = (struct conf){ 2, 2 };
  old = atomic_exchange_explicit(&cur, n, memory_order_acq_rel);
  synchronize_rcu();
  free(old);
  return NULL;
}
int main() {
  struct conf *c = malloc(sizeof *c);
  c->a = c->b = 1;
  atomic_init(&cur, c);
  pthread_t r[NR], u;
  for (long i = 0; i < NR; i++) pthread_create(&r[i], 0, reader, (void *)i);
  pthread_create(&u, 0, updater, 0);
  for (int i = 0; i < NR; i++) pthread_join(r[i], 0);
  pthread_join(u, 0);
}
