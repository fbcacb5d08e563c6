// origin: own; a loop takes one job after the other, and what was taken is not taken again
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct job {
  atomic_int phase;
  void (*run)(struct job *);
};

extern struct job *jobs_pop(void);
extern void jobs_push(struct job *);

static bool claim(struct job *j) {
  int queued = 1;
  return atomic_compare_exchange_weak_explicit(  // expect: cas-weak-without-loop
    &j->phase, &queued, 2, memory_order_acquire, memory_order_relaxed);
}

void run_all(void) {
  struct job *j;
  while ((j = jobs_pop())) {
    if (claim(j)) atomic_store_explicit(&j->phase, 3, memory_order_release);
  }
}

static void must_be_queued(struct job *j) {
  int queued = 1;
  if (!atomic_compare_exchange_weak_explicit(  // expect: cas-weak-without-loop
        &j->phase, &queued, 2, memory_order_acquire, memory_order_relaxed)) {
    abort();
  }
}

void check_all(void) {
  struct job *j;
  while ((j = jobs_pop())) {
    must_be_queued(j);
    atomic_store_explicit(&j->phase, 3, memory_order_release);
  }
}

static bool claim_or_give_back(struct job *j) {
  int queued = 1;
  return atomic_compare_exchange_weak_explicit(
    &j->phase, &queued, 2, memory_order_acquire, memory_order_relaxed);
}

void run_some(void) {
  struct job *j;
  while ((j = jobs_pop())) {
    if (claim_or_give_back(j)) {
      atomic_store_explicit(&j->phase, 3, memory_order_release);
    } else {
      jobs_push(j);
    }
  }
}

static void wait_for(struct job *j) {
  for (;;) {
    int queued = 1;
    if (atomic_compare_exchange_weak_explicit(
          &j->phase, &queued, 2, memory_order_acquire, memory_order_relaxed)) {
      return;
    }
    if (queued == 3) abort();
  }
}

void wait_for_all(void) {
  struct job *j;
  while ((j = jobs_pop())) wait_for(j);
}
