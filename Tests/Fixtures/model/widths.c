// All widths: promotion, conversion, wrapping, comparison and shifts, as C has them.
// run: holds 1
#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdbool.h>
#include <stddef.h>
_Atomic uint8_t a8 = 250; _Atomic int8_t s8 = 120; atomic_ushort a16 = 65535; _Atomic uint32_t a32 = 0; _Atomic uint64_t a64 = 0; atomic_uchar ac; atomic_bool ab; atomic_size_t as; atomic_llong all; atomic_uintptr_t ap;
int main(void) {
  assert(atomic_fetch_add(&a8, 10) == 250 && a8 == 4);
  assert(atomic_fetch_sub(&a8, 5) == 4 && a8 == 255);
  assert(atomic_fetch_add(&s8, 10) == 120 && s8 == -126);
  assert(++a16 == 0);
  assert(a16-- == 0 && a16 == 65535);
  assert((a16 += 3) == 2);
  assert(atomic_fetch_sub(&a32, 1) == 0 && a32 == UINT32_MAX);
  assert(atomic_fetch_sub(&a64, 1) == 0 && a64 == UINT64_MAX && a64 > 5);
  uint8_t u = 255; u++; assert(u == 0); u--; assert(u == 255);
  u = 200; uint8_t v = 100; assert(u + v == 300); assert((uint8_t)(u + v) == 44);
  assert(u << 1 == 400); assert((uint8_t)(u << 1) == 144); assert(~u == -201); assert((uint8_t)~u == 55);
  int8_t s = (int8_t)200; assert(s == -56); assert(s >> 1 == -28); assert((uint8_t)s == 200);
  assert((uint32_t)s == 4294967240u); assert((uint64_t)s > (uint64_t)1 << 63);
  unsigned x = 0; assert(x - 1 == UINT32_MAX); assert(x - 1 > 0); assert(-1 > 0u); assert((int)(x - 1) < 0);
  assert(-1 < (short)0); assert(sizeof(x) - 5 > 0); assert((long)-1 < 1u == 1);
  uint16_t w = 65535; assert(w * 1u == 65535); assert((uint16_t)(w + w) == 65534);
  uint32_t p = 0xffffffffu; assert(p * p == 1); assert((uint64_t)p * p == 0xfffffffe00000001ull);
  assert(p / 2 == 0x7fffffff); assert((int)p / 2 == 0); assert(p >> 31 == 1); assert((int)p >> 31 == -1);
  uint64_t q = UINT64_MAX; assert(q / 3 == 0x5555555555555555ull); assert(q % 10 == 5); assert(q >> 63 == 1);
  assert((int64_t)q >> 63 == -1); assert(q + 1 == 0); assert(q * q == 1);
  int64_t m = INT64_MIN; assert(m < 0); assert((uint64_t)m == 1ull << 63);
  bool b = 256; assert(b == 1);  ab = 2; assert(ab == true);
  char c = 'a' + 1; assert(c == 'b'); assert(sizeof 'a' == 4);
  assert((-7) / 2 == -3 && (-7) % 2 == -1 && 7 % -2 == 1);
  uint8_t e = 250; assert(atomic_compare_exchange_strong(&a8, &(uint8_t){255}, e)); assert(a8 == 250);
  u = 1; u <<= 7; assert(u == 128); u <<= 1; assert(u == 0); u -= 1; assert(u == 255); u *= 2; assert(u == 254); u >>= 1; assert(u == 127); u ^= 0xff; assert(u == 128); u |= 1; u &= 3; assert(u == 1); u /= 2; assert(u == 0);
  s = 127; s++; assert(s == -128); s = -s; assert(s == -128);
  all = -1; assert(atomic_fetch_or(&all, 1) == -1);
  assert(atomic_fetch_and(&a32, 0xff) == UINT32_MAX && a32 == 255); assert(atomic_fetch_xor(&a32, 1) == 255 && a32 == 254);
  ptrdiff_t d = (ptrdiff_t)-3; assert(d < 0 && (size_t)d > 100);
  unsigned long ul = -1; assert(ul == UINT64_MAX); ul = (unsigned)-1; assert(ul == UINT32_MAX); ul = (int)-1; assert(ul == UINT64_MAX);
  unsigned f = 1u << 31; assert(f > 0); assert((int)f < 0); long g = f; assert(g > 0); g = (int)f; assert(g < 0);
  assert(true ? -1 : 1u > 0); assert((1 ? -1 : 0u) > 0);
  int sh = 3; assert((1ull << (sh + 60)) == 0x8000000000000000ull); assert(((uint32_t)1 << 31) >> 31 == 1);
  enum { A = 5, B } en = B; assert(en == 6);
  switch (u) { case 0: break; default: assert(0); }
  assert(__atomic_fetch_add((unsigned char *)&ac, 255, __ATOMIC_SEQ_CST) == 0); 
  uint8_t pl = 3; assert(__atomic_sub_fetch(&pl, 4, __ATOMIC_RELAXED) == 255); assert(__sync_add_and_fetch(&pl, 2) == 1); assert(__atomic_fetch_nand(&pl, 1, __ATOMIC_RELAXED) == 1 && pl == 254);
  assert(!(q < 5)); assert(q >= 5 && 5 <= q && 5 < q); int neg = -5; assert((unsigned)neg > 4u); assert(neg < (uint8_t)4);
  return 0;
}
