// origin: own; no value of a counter that is only shown decides anything
#include <stdatomic.h>
#include <stdio.h>

static atomic_ulong hits, misses, completed, shown, passed;
static atomic_ulong used_as_fence;

void hit(void) { atomic_fetch_add(&hits, 1); }  // expect: over-strong-order "'hits' only counts"
void miss(void) { atomic_fetch_add_explicit(&misses, 1, memory_order_relaxed); }

// Somebody decides by it.
void complete(void) {
  atomic_fetch_add(&completed, 1);  // expect: over-strong-order "'completed' are seq_cst"
}
int is_complete(void) { return atomic_load(&completed) == 4; }

void count(void) {
  shown++;  // expect: over-strong-order "'shown' only counts"
}
void show(void) { printf("%lu\n", atomic_load(&shown)); }  // note: "relaxed is enough here"

// Its address is passed on: others may do anything with it.
void bump(atomic_ulong *counter);
void pass(void) { bump(&passed); atomic_fetch_add(&passed, 1); }

// Both sides update it between their store and their load: that is what keeps one of them from
// missing the other.
static atomic_int left, right;
int enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&used_as_fence, 1, memory_order_acq_rel);
  return atomic_load_explicit(&right, memory_order_relaxed) == 0;
}
int enter_right(void) {
  atomic_store_explicit(&right, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&used_as_fence, 1, memory_order_acq_rel);
  return atomic_load_explicit(&left, memory_order_relaxed) == 0;
}
