// origin: own, after a test of a tree barrier: what a wrapper reads is only checked
// expect: nothing
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static _Atomic int arrivals;
static _Atomic int child_absent = 1;

static inline int load_int(_Atomic int *from) {
  return atomic_load_explicit(from, memory_order_relaxed);
}

static void give_up(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  exit(EXIT_FAILURE);
}

static void *parent(void *unused) {
  atomic_fetch_add_explicit(&arrivals, 1, memory_order_release);
  if (load_int(&child_absent) != 0) return NULL;
  return unused;
}

static void *child(void *unused) {
  atomic_store_explicit(&child_absent, 0, memory_order_release);
  int seen = load_int(&arrivals);
  if (seen != 1) give_up("%d arrivals instead of 1\n", seen);
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, parent, NULL);
  pthread_create(&b, NULL, child, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return 0;
}
