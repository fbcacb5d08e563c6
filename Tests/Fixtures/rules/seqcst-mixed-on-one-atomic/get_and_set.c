// origin: P0668; mixing is never the right answer, tokio-rs/tokio#6268
// orders: SET = relaxed release seq_cst; GET = relaxed acquire seq_cst
#include <stdatomic.h>

static atomic_int state;

// A relaxed access is taken for a hint or a statistic.
void set(int value) { atomic_store_explicit(&state, value, SET); }  // expect[SET=release, GET=seq_cst]: seqcst-mixed-on-one-atomic
int get(void) { return atomic_load_explicit(&state, GET); }         // expect[SET=seq_cst, GET=acquire]: seqcst-mixed-on-one-atomic
