// origin: own; the word is given back beside a release of something else, which is told once
#include <stdatomic.h>

static atomic_int word, version;
static int data;

void add(void) {
  while (atomic_exchange_explicit(&word, 1, memory_order_acquire)) {}
  data++;
  atomic_store_explicit(&version, data, memory_order_release);
  atomic_store_explicit(&word, 0, memory_order_relaxed);  // expect: pairing-object-mismatch "'version'"
}

int last(void) { return atomic_load_explicit(&version, memory_order_relaxed); }
