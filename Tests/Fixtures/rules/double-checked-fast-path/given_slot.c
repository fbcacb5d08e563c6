// origin: own; who fills is given the address of the slot, and has more ways to fill than one
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

struct table {
  int first, second, third, fourth;
};

static _Atomic(struct table *) early[8], late[8];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

extern int ask(int which);

static void fill_half(struct table *t) {
  t->first = ask(1) ? 1 : 2;
  t->second = ask(2) ? 1 : 2;
}

static void fill_rest(struct table *t) {
  t->third = ask(3) ? 1 : 2;
  t->fourth = ask(4) ? 1 : 2;
}

static int load_early(_Atomic(struct table *) *slot) {
  struct table *t = calloc(1, sizeof *t);
  if (!t) return -1;
  fill_half(t);
  atomic_store_explicit(slot, t, memory_order_release);  // expect: double-checked-fast-path
  fill_rest(t);
  return 0;
}

static int load_late(_Atomic(struct table *) *slot) {
  struct table *t = calloc(1, sizeof *t);
  if (!t) return -1;
  fill_half(t);
  fill_rest(t);
  atomic_store_explicit(slot, t, memory_order_release);
  return 0;
}

struct table *early_table(int which) {
  struct table *t = atomic_load_explicit(&early[which], memory_order_acquire);
  if (t) return t;
  pthread_mutex_lock(&lock);
  t = atomic_load_explicit(&early[which], memory_order_relaxed);
  if (!t && load_early(&early[which]) == 0) {
    t = atomic_load_explicit(&early[which], memory_order_relaxed);
  }
  pthread_mutex_unlock(&lock);
  return t;
}

struct table *late_table(int which) {
  struct table *t = atomic_load_explicit(&late[which], memory_order_acquire);
  if (t) return t;
  pthread_mutex_lock(&lock);
  t = atomic_load_explicit(&late[which], memory_order_relaxed);
  if (!t && load_late(&late[which]) == 0) {
    t = atomic_load_explicit(&late[which], memory_order_relaxed);
  }
  pthread_mutex_unlock(&lock);
  return t;
}
