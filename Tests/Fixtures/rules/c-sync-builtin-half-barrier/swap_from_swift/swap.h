// origin: a swap in C that Swift hands fresh memory to
#ifndef SWAP_H
#define SWAP_H

typedef struct {
  void *volatile current;
} swap_cell;

static inline void *swap_in(swap_cell *cell, void *image) {
  return __sync_lock_test_and_set(&cell->current, image);  // expect: c-sync-builtin-half-barrier
}

static inline void *swap_out(swap_cell *cell) {
  return __atomic_exchange_n(&cell->current, (void *)0, __ATOMIC_ACQ_REL);
}
#endif
