// origin: Swift reaches an invalid failure order only through a C shim
// orders: FAILURE = relaxed acquire release acq_rel
#ifndef SHIM_H
#define SHIM_H
#include <stdatomic.h>
#include <stdbool.h>

typedef struct { atomic_long word; } shim_word;

static inline bool shim_word_replace(shim_word *w, long seen, long with) {
  return atomic_compare_exchange_strong_explicit(  // expect[FAILURE=release|acq_rel]: invalid-cas-failure-order
      &w->word, &seen, with, memory_order_acq_rel, FAILURE);
}

#endif
