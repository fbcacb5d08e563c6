// origin: where a comment may stand
#include <stdatomic.h>

static atomic_int hits, misses, total;

int behind(void) { return atomic_load_explicit(&hits, memory_order_relaxed); }  // A figure.

int above(void) {
  // A figure.
  return atomic_load_explicit(&hits, memory_order_relaxed);
}

int above_several(void) {
  /* Figures: nothing is read
     because of them. */
  atomic_fetch_add_explicit(&hits, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&total, 1, memory_order_relaxed);
  return 0;
}

int above_statement(void) {
  // Both are figures.
  int sum = atomic_load_explicit(&hits, memory_order_relaxed) +
            atomic_load_explicit(&misses, memory_order_relaxed);
  return sum;
}

/* The type stands on a line of its own. */
static inline int
above_function(void) {
  return atomic_load_explicit(&hits, memory_order_relaxed);
}

int none(void) {
  int other = 1;  // Not about the load.
  return other + atomic_load_explicit(&hits, memory_order_relaxed);

  // expect@-2: require-ordering-comment "relaxed load of 'hits'"
}

void far(void) {
  // What a blank line separates belongs to something else.

  atomic_store_explicit(&hits, 0, memory_order_release);

  // expect@-2: require-ordering-comment "release store of 'hits'"
}

int strong(void) { return atomic_load(&hits) + above_function(); }
