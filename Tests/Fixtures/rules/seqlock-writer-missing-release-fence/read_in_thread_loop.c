// origin: own; the reader is a thread that goes round until it is told to stop, and only adds up what it reads
// orders: FENCE = relaxed release
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
struct tempo { _Atomic unsigned version, frame, rate; };
static struct tempo tempo;
static atomic_bool quit;
static void set(struct tempo *t, unsigned frame, unsigned rate) {
  unsigned odd = atomic_fetch_add_explicit(&t->version, 1, memory_order_acq_rel) + 1;  // expect[FENCE=relaxed]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);  // expect[FENCE=relaxed]: no-op-fence
  atomic_store_explicit(&t->frame, frame, memory_order_relaxed);
  atomic_store_explicit(&t->rate, rate, memory_order_relaxed);
  atomic_store_explicit(&t->version, odd + 1, memory_order_release);
}
static bool get(struct tempo *t, unsigned *frame, unsigned *rate) {
  unsigned before = atomic_load_explicit(&t->version, memory_order_acquire);
  if (before & 1) return false;
  *frame = atomic_load_explicit(&t->frame, memory_order_relaxed);
  *rate = atomic_load_explicit(&t->rate, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(&t->version, memory_order_relaxed) == before;
}
static void *render(void *unused) {
  unsigned frame, rate, beats = 0;
  while (!atomic_load_explicit(&quit, memory_order_relaxed)) {
    while (!get(&tempo, &frame, &rate)) {}
    beats += frame * rate;
  }
  return (void *)(unsigned long)beats;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, render, 0);
  for (unsigned i = 0; i < 1000; i++) set(&tempo, i, 4);
  atomic_store_explicit(&quit, true, memory_order_relaxed);
  pthread_join(thread, 0);
}
