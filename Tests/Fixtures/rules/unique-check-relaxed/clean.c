// origin: guards: only shown, checked again, locked, not a reference count
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct object { atomic_int refs; int value; pthread_mutex_t mutex; };
static atomic_int workers;
static int quiet;

void drop(struct object *o) {
  if (atomic_fetch_sub_explicit(&o->refs, 1, memory_order_acq_rel) == 1) free(o);
}

void show(struct object *o) {
  if (atomic_load_explicit(&o->refs, memory_order_relaxed) == 1) puts("not shared");
}

void reuse(struct object *o) {
  int one = 1;
  if (atomic_load_explicit(&o->refs, memory_order_relaxed) == 1
      && atomic_compare_exchange_strong_explicit(
        &o->refs, &one, 0, memory_order_acquire, memory_order_relaxed)) {
    o->value = 0;
  }
}

void locked(struct object *o) {
  pthread_mutex_lock(&o->mutex);
  if (atomic_load_explicit(&o->refs, memory_order_relaxed) == 1) o->value = 0;
  pthread_mutex_unlock(&o->mutex);
}

void worker_starts(void) { atomic_fetch_add_explicit(&workers, 1, memory_order_relaxed); }
void worker_ends(void) { atomic_fetch_sub_explicit(&workers, 1, memory_order_relaxed); }
void report(void) {
  if (atomic_load_explicit(&workers, memory_order_relaxed) == 1) quiet = 1;
}
