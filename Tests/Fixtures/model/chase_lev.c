// The work-stealing deque of Chase and Lev, with the fences of Lê et al. (PPoPP 2013).
// run: holds
// replace "seq_cst);  // take" "acq_rel);  // take": fails assertionFailure
// replace "seq_cst);  // steal" "acq_rel);  // steal": fails assertionFailure
// replace "atomic_thread_fence(memory_order_release);" "": fails assertionFailure
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define EMPTY (-1)
#define ABORT (-2)
#define CAP 4
struct deque {
  atomic_long top, bottom;
  atomic_int buf[CAP];
} q;
atomic_int taken[3];
void push(int v) {
  long b = atomic_load_explicit(&q.bottom, memory_order_relaxed);
  atomic_store_explicit(&q.buf[b % CAP], v, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&q.bottom, b + 1, memory_order_relaxed);
}

int take(void) {
  long b = atomic_load_explicit(&q.bottom, memory_order_relaxed) - 1;
  atomic_store_explicit(&q.bottom, b, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);  // take
  long t = atomic_load_explicit(&q.top, memory_order_relaxed);
  int x;
  if (t <= b) {
    x = atomic_load_explicit(&q.buf[b % CAP], memory_order_relaxed);
    if (t == b) {
      if (!atomic_compare_exchange_strong_explicit(&q.top, &t, t + 1, memory_order_seq_cst,
          memory_order_relaxed)) x = EMPTY;
      atomic_store_explicit(&q.bottom, b + 1, memory_order_relaxed);
    }
  } else {
    x = EMPTY;
    atomic_store_explicit(&q.bottom, b + 1, memory_order_relaxed);
  }
  return x;
}

int steal(void) {
  long t = atomic_load_explicit(&q.top, memory_order_acquire);
  atomic_thread_fence(memory_order_seq_cst);  // steal
  long b = atomic_load_explicit(&q.bottom, memory_order_acquire);
  if (t < b) {
    int x = atomic_load_explicit(&q.buf[t % CAP], memory_order_relaxed);
    if (!atomic_compare_exchange_strong_explicit(&q.top, &t, t + 1, memory_order_seq_cst,
        memory_order_relaxed)) return ABORT;
    return x;
  }
  return EMPTY;
}

void got(int x) {
  if (x >= 0) {
    assert(x == 1 || x == 2);
    assert(atomic_fetch_add(&taken[x], 1) == 0);
  }
}

void *owner(void *u) {
  push(1);
  push(2);
  got(take());
  got(take());
  return 0;
}

void *thief(void *u) {
  got(steal());
  got(steal());
  return 0;
}

int main() {
  pthread_t a, b;
  pthread_create(&a, 0, owner, 0);
  pthread_create(&b, 0, thief, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
}
