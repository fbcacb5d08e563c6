// origin: openvinotoolkit/openvino#9473
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int word;
static atomic_bool flag;

void wait_and_take(void) {
  int expected = 0;
  while (!atomic_compare_exchange_strong_explicit(  // expect: cas-expected-not-reset "not from 0"
    &word, &expected, 1, memory_order_acquire, memory_order_relaxed)) {
    while (atomic_load_explicit(&word, memory_order_relaxed) != 0) {
    }
  }
}

void take_limited(int rounds) {
  bool expected = false;
  for (int i = 0; i < rounds; i++) {
    if (atomic_compare_exchange_strong(&flag, &expected, true)) return;  // expect: cas-expected-not-reset
  }
}

void take_as(int me) {
  int nobody = 0;
  while (!atomic_compare_exchange_weak(&word, &nobody, me)) {  // expect: cas-expected-not-reset
  }
}

void take_well(void) {
  int expected = 0;
  while (!atomic_compare_exchange_strong(&word, &expected, 1)) {
    expected = 0;
  }
}
