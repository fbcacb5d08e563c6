// The queue lock of Mellor-Crummey and Scott; each thread has its node in a thread-local variable.
// run: holds
// replace "&prev->next, node, memory_order_release" "&prev->next, node, memory_order_relaxed": fails accessBeforeAllocation
// replace "&next->locked, 0, memory_order_release" "&next->locked, 0, memory_order_relaxed": fails dataRace
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct mcs_node {
  _Atomic(struct mcs_node *) next;
  atomic_bool locked;
} mcs_node_t;
static _Atomic(mcs_node_t *) tail;
static _Thread_local mcs_node_t my_node;
int counter;
static void mcs_lock(mcs_node_t *node) {
  atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
  atomic_store_explicit(&node->locked, true, memory_order_relaxed);
  mcs_node_t *prev = atomic_exchange_explicit(&tail, node, memory_order_acq_rel);
  if (prev) {
    atomic_store_explicit(&prev->next, node, memory_order_release);
    while (atomic_load_explicit(&node->locked, memory_order_acquire)) { }
  }
}

static void mcs_unlock(mcs_node_t *node) {
  mcs_node_t *next = atomic_load_explicit(&node->next, memory_order_acquire);
  if (!next) {
    mcs_node_t *expected = node;
    if (atomic_compare_exchange_strong_explicit(&tail, &expected, NULL, memory_order_release,
        memory_order_relaxed)) return;
    while (!(next = atomic_load_explicit(&node->next, memory_order_acquire))) { }
  }
  atomic_store_explicit(&next->locked, 0, memory_order_release);
}

static void *run(void *unused) {
  (void)unused;
  mcs_lock(&my_node);
  counter++;
  mcs_unlock(&my_node);
  return NULL;
}

int main(void) {
  pthread_t a, b, c;
  pthread_create(&a, NULL, run, NULL);
  pthread_create(&b, NULL, run, NULL);
  pthread_create(&c, NULL, run, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  pthread_join(c, NULL);
  assert(counter == 3);
}
