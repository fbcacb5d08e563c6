// Dekker's algorithm with fences.
// run: holds
// replace "seq_cst);  // a" "acq_rel);  // a": fails dataRace
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define STORE(p, v) atomic_store_explicit(&p, v, memory_order_relaxed)
#define LOAD(p) atomic_load_explicit(&p, memory_order_relaxed)
atomic_int flag_a, flag_b, turn;
int critical;
void *ta(void *u) {
  STORE(flag_a, 1);
  atomic_thread_fence(memory_order_seq_cst);  // a
  while (LOAD(flag_b)) {
    if (LOAD(turn) != 0) {
      STORE(flag_a, 0);
      while (LOAD(turn) != 0);
      STORE(flag_a, 1);
      atomic_thread_fence(memory_order_seq_cst);
    }
  }
  atomic_thread_fence(memory_order_acquire);
  critical = 1;
  assert(critical == 1);
  atomic_thread_fence(memory_order_release);
  STORE(turn, 1);
  STORE(flag_a, 0);
  return 0;
}

void *tb(void *u) {
  STORE(flag_b, 1);
  atomic_thread_fence(memory_order_seq_cst);
  while (LOAD(flag_a)) {
    if (LOAD(turn) != 1) {
      STORE(flag_b, 0);
      while (LOAD(turn) != 1);
      STORE(flag_b, 1);
      atomic_thread_fence(memory_order_seq_cst);
    }
  }
  atomic_thread_fence(memory_order_acquire);
  critical = 2;
  assert(critical == 2);
  atomic_thread_fence(memory_order_release);
  STORE(turn, 0);
  STORE(flag_b, 0);
  return 0;
}

int main() {
  pthread_t a, b;
  pthread_create(&a, 0, ta, 0);
  pthread_create(&b, 0, tb, 0);
}
