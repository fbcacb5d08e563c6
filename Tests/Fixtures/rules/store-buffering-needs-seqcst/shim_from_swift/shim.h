// origin: one side of a handshake in C, the other in Swift
// orders: FENCE = acquire acq_rel seq_cst
#ifndef SHIM_H
#define SHIM_H
#include <stdatomic.h>
#include <stdbool.h>

struct shim_pair { atomic_long mine; atomic_long theirs; };

static inline void shim_announce_mine(struct shim_pair *p) {
  atomic_store_explicit(&p->mine, 1, memory_order_relaxed);  // expect[FENCE!=seq_cst]: store-buffering-needs-seqcst
}

static inline void shim_announce_theirs(struct shim_pair *p) {
  atomic_store_explicit(&p->theirs, 1, memory_order_relaxed);
}

static inline bool shim_is_mine(struct shim_pair *p) {
  return atomic_load_explicit(&p->mine, memory_order_relaxed) != 0;
}

static inline bool shim_is_theirs(struct shim_pair *p) {
  return atomic_load_explicit(&p->theirs, memory_order_relaxed) != 0;
}

#endif
