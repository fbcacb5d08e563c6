// Unions and bit-fields: what one member is given, the others show; what C leaves open is not looked at.
// run: holds 1
// run -DWRONG: fails assertionFailure
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <stdlib.h>
union a { uint32_t w; uint8_t b; };
union b { int32_t s; uint32_t u; };
union c { uint64_t w; struct { uint32_t lo, hi; } h; uint8_t by[8]; };
struct two { uint32_t lo, hi; };
union d { uint64_t w; struct two t; };
union e { uint64_t w; struct { uint8_t a; uint32_t b; } p; };
union f { void *p; uintptr_t u; };
union g { struct { int tag; void *p; } x; struct { int tag; int n; } y; struct { int tag; } z; };
union h { double d; uint64_t w; };
struct bits { unsigned a : 3; signed b : 5; _Bool c : 1; unsigned long long d : 40; };
union i { struct bits s; uint64_t w; };
struct mixed { char c; unsigned f1 : 4, f2 : 4; short s; unsigned : 0; unsigned g : 31; };
union j { uint32_t w; struct { uint32_t a : 12, b : 20; }; };
struct outer { int x; union { int i; unsigned u; }; union { uint16_t h[2]; uint32_t w; } in; struct { int deep; struct { int deeper; } k; } m[2]; };
struct outer glob = { 1, { .u = 5 }, { { 1, 2 } }, { { 3, { 4 } }, { 5, { 6 } } } };
static union c gc = { .h = { 1, 2 } };
static struct bits gb = { 5, -2, 1, 1ull << 39 };
static uint32_t *lo_of(struct two *t) { return &t->lo; }
static void set(union c *u, int i, uint8_t v) { u->by[i] = v; }
static union c make(uint64_t w) { union c u; u.w = w; return u; }
int main() {
  union a a = { 0x12345678 }; a.b = 0xff; assert(a.w == 0x123456ff);
  union b b; b.s = -1; assert(b.u == 0xffffffffu && b.s < 0); b.u = 0x80000000u; assert(b.s == INT32_MIN);
  union c c = { 0x1122334455667788ull };
  assert(c.h.lo == 0x55667788 && c.h.hi == 0x11223344 && c.by[7] == 0x11);
  for (int i = 0; i < 8; i++) set(&c, i, i);
  assert(c.w == 0x0706050403020100ull);
  c.h.hi = ~0u; assert(c.by[5] == 0xff && (int64_t)c.w < 0);
  assert(gc.w == 0x200000001ull);
  union c d2 = make(7); assert(d2.h.lo == 7 && d2.by[0] == 7); c = d2; assert(c.w == 7);
  memset(&c, 0, sizeof c); assert(c.w == 0);
  union d d = { .t = { 3, 4 } }; assert(d.w == 0x400000003ull); *lo_of(&d.t) = 9; assert((d.w & 0xffff) == 9);
  union e e = { 0 }; e.p.b = 7; assert(e.w >> 32 == 7); e.p.a = 200; assert((e.w & 255) == 200);
  int target = 3; union f f; f.p = &target; union f f2 = { .u = f.u }; assert(*(int *)f2.p == 3);
  union g g; g.x.tag = 1; g.x.p = &target; assert(g.y.tag == 1 && g.z.tag == 1 && *(int *)g.x.p == 3); g.y.n = -5; assert(g.y.n == -5);
  union h h; h.w = 5; assert(h.w == 5);
  struct bits s = { 9, 17, 1, 0 }; assert(s.a == 1 && s.b == -15 && s.c);
  s.d = ~0ull; assert(s.d == (1ull << 40) - 1 && s.a == 1 && s.b == -15); s.b--; assert(s.b == -16); s.b--; assert(s.b == 15);
  assert((s.a = 12) == 4 && s.a++ == 4 && ++s.a == 6 && (s.a <<= 1) == 4);
  assert(gb.a == 5 && gb.b == -2 && gb.c == 1 && gb.d == 1ull << 39);
  struct bits *hp = malloc(sizeof *hp); *hp = gb; hp->a = 2; assert(hp->b == -2 && gb.a == 5);
  union i i = { .s = gb }; assert((i.w & 7) == 5); i.w = 0; assert(i.s.d == 0 && i.s.b == 0);
  struct mixed m = { 'x', 3, 20, -7, 0x7fffffff }; assert(m.c == 'x' && m.f1 == 3 && m.f2 == 4 && m.s == -7 && m.g == 0x7fffffff); m.g++; assert(m.g == 0);
  union j j = { .w = 0xabcde123 }; assert(j.a == 0x123 && j.b == 0xabcde); j.b = 1; assert(j.w == 0x1123);
  assert(glob.x == 1 && glob.u == 5 && glob.i == 5 && glob.in.w == 0x20001 && glob.m[1].k.deeper == 6 && glob.m[0].deep == 3);
  glob.i = -1; assert(glob.u == 0xffffffff); glob.in.h[1] = 0; assert(glob.in.w == 1);
  struct outer l = glob; l.m[1].k.deeper++; assert(l.m[1].k.deeper == 7 && l.u == 0xffffffff);
#ifdef WRONG
  assert(a.w == 0xff);
#endif
  union { struct { uint8_t a, b; uint16_t c; } s; uint32_t w; } anon = { .w = 0x01020304 }; assert(anon.s.a == 4 && anon.s.b == 3 && anon.s.c == 0x102);
}
