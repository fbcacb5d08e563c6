// origin: litmus test IRIW (independent reads of independent writes)
// orders: STORE = relaxed release; FIRST = relaxed acquire; SECOND = relaxed acquire
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool left, right;

void arrive_left(void) { atomic_store_explicit(&left, true, STORE); }    // note: "'left' is written"
void arrive_right(void) { atomic_store_explicit(&right, true, STORE); }  // note: "'right' is written"

bool left_was_first(void) {
  // expect@+1: independent-readers-need-seqcst "disagree on which of 'left' and 'right'"
  return atomic_load_explicit(&left, FIRST) && !atomic_load_explicit(&right, SECOND);
}

bool right_was_first(void) {
  return atomic_load_explicit(&right, FIRST) && !atomic_load_explicit(&left, SECOND);
}
