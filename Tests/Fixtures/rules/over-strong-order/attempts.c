// origin: own; locks that wait by exchanging, and strong compare-exchanges that are tried again
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int lock_word, polite, highest, limited, pushed;
static atomic_flag flag = ATOMIC_FLAG_INIT;
void log_retry(void);

void lock(void) {
  while (atomic_exchange_explicit(&lock_word, 1, memory_order_acquire)) {}  // expect: over-strong-order
}

// Waits with loads.
void lock_politely(void) {
  while (atomic_exchange_explicit(&polite, 1, memory_order_acquire)) {
    while (atomic_load_explicit(&polite, memory_order_relaxed)) {}
  }
}

// C11 has no load of a flag.
void lock_flag(void) { while (atomic_flag_test_and_set_explicit(&flag, memory_order_acquire)) {} }

void raise(int n) {
  int seen = atomic_load_explicit(&highest, memory_order_relaxed);
  // expect@+1: over-strong-order "the weak form"
  while (!atomic_compare_exchange_strong_explicit(
      &highest, &seen, seen + n, memory_order_relaxed, memory_order_relaxed)) {}
}

// A failure counts.
bool raise_soon(int n) {
  int seen = atomic_load_explicit(&limited, memory_order_relaxed);
  for (int tries = 0; tries < 3; tries++) {
    if (atomic_compare_exchange_strong_explicit(
        &limited, &seen, seen + n, memory_order_relaxed, memory_order_relaxed)) return true;
  }
  return false;
}

// A failure is told.
void raise_loudly(int n) {
  int seen = atomic_load_explicit(&pushed, memory_order_relaxed);
  while (!atomic_compare_exchange_strong_explicit(
      &pushed, &seen, seen + n, memory_order_relaxed, memory_order_relaxed)) {
    log_retry();
  }
}
