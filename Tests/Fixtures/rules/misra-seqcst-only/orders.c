// origin: MISRA C:2023 Rule 21.25
// orders: LOAD = relaxed acquire seq_cst; UPDATE = relaxed acq_rel seq_cst
#include <stdatomic.h>

static atomic_int state, taken;

// expect@+1[LOAD!=seq_cst]: misra-seqcst-only "order of 'state'"
int get(void) { return atomic_load_explicit(&state, LOAD); }

// expect@+1[UPDATE!=seq_cst]: misra-seqcst-only
int take(void) { return atomic_exchange_explicit(&taken, 0, UPDATE); }
