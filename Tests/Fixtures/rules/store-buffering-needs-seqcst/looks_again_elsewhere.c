// origin: own; that one function looks twice says nothing about another
#include <stdatomic.h>

static atomic_int left, right;
static int shared;
void report(const char *);

static inline int right_is_in(void) {
  return atomic_load_explicit(&right, memory_order_acquire);  // expect: store-buffering-needs-seqcst
}

void enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_release);
  if (!right_is_in()) shared++;
}

void enter_right(void) {
  atomic_store_explicit(&right, 1, memory_order_release);
  if (!atomic_load_explicit(&left, memory_order_acquire)) shared++;
}

void probe(void) {
  if (right_is_in()) report("in");
  atomic_thread_fence(memory_order_seq_cst);
  if (right_is_in()) report("still in");
}
