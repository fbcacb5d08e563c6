// expect: nothing
// origin: own; the function is a weak compare-exchange by another name: it says whether it succeeded,
// and what it found
#include <cstdint>

struct Slot {
  uint64_t word;
};

static bool cas(uint64_t &word, uint64_t &expected, uint64_t desired) {
  return __atomic_compare_exchange(
      &word, &expected, &desired, true, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

bool take(Slot &slot) {
  uint64_t seen = __atomic_load_n(&slot.word, __ATOMIC_ACQUIRE);
  while (seen != 0) {
    if (cas(slot.word, seen, seen - 1)) return true;
  }
  return false;
}
