// What cannot be executed of unions, said where it is used.
// run: holds 1
// run -DATOMIC_PART: unsupported at 24 "an atomic access to a part"
// run -DADDRESS: unsupported at 26 "the address of 'low'"
// run -DDIFFERENT: unsupported at 28 "overlap other than part by part"
// run -DNUMBER: unsupported at 30 "a floating-point number, 'd'"
#include <stdint.h>
union word {
  uint32_t all;
  struct {
    uint16_t low, high;
  };
};
union different {
  uint16_t pairs[4];
  uint8_t bytes[8];
};
int main() {
  union word word = { 0 };
  __atomic_store_n(&word.all, 1, __ATOMIC_RELAXED);
  union different different;
  union { double d; uint64_t bits; } number = { .bits = 1 };
#if defined ATOMIC_PART
  return __atomic_load_n(&word.low, __ATOMIC_RELAXED);
#elif defined ADDRESS
  uint16_t *low = &word.low; return *low;
#elif defined DIFFERENT
  different.pairs[0] = 1;
#elif defined NUMBER
  return number.d > 1;
#endif
  return word.low + number.bits;
}
