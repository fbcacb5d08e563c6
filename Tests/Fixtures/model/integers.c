// What C says about integers.
// run: holds 1
#include <assert.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum color { red, green = 5, blue };

struct inner {
  char tag;
  short pair[3];
};
struct outer {
  int first;
  struct inner inners[2];
  struct {
    long a;
    enum color b;
  } unnamed;
  struct outer *self;
};

static struct outer table[2] = {
    {1, {{'a', {1, 2, 3}}, {'b', {4, 5, 6}}}, {7, blue}, &table[1]},
    [1] = {.first = 9, .unnamed = {.b = green}},
};
static int numbers[] = {10, [3] = 13, 14};
static int *middle = &numbers[1];
static _Atomic uint8_t byte = 250;
static _Atomic int64_t wide;

static int depth(int n) { return n == 0 ? 0 : 1 + depth(n - 1); }

static struct inner *inner_of(short *pair) {
  return (struct inner *)((char *)pair - offsetof(struct inner, pair));
}

int main(void) {
  uint8_t small = 255;
  small += 2;
  assert(small == 1);
  int8_t negative = (int8_t)200;
  assert(negative == -56);
  unsigned u = 0;
  u--;
  assert(u == UINT_MAX && u > 5);
  uint64_t large = 0;
  large -= 1;
  assert(large > 10 && large / 2 == INT64_MAX && large % 10 == 5 && large >> 63 == 1);
  assert((int)(u + 1) == 0 && ~0u == UINT_MAX && -1 < 0);
  size_t head = 3, tail = SIZE_MAX;
  assert(head - tail == 4);
  assert(atomic_fetch_add(&byte, 10) == 250 && byte == 4);
  byte++;
  assert(byte == 5);
  assert(atomic_fetch_sub(&wide, 1) == 0 && wide == -1);
  bool flag = 4;
  assert(flag == 1);
  assert(table[0].inners[1].pair[2] == 6 && table[0].self->first == 9);
  assert(table[0].unnamed.a == 7 && table[0].unnamed.b == 6 && table[1].unnamed.b == 5);
  assert(numbers[3] == 13 && numbers[4] == 14 && numbers[1] == 0 && middle - numbers == 1);
  assert(inner_of(table[0].inners[1].pair)->tag == 'b');
  struct outer copy = table[0];
  copy.inners[0].tag = 'z';
  assert(table[0].inners[0].tag == 'a' && copy.inners[0].pair[1] == 2);
  assert(depth(5) == 5);
  int local[2][3] = {{1, 2, 3}, {4, 5, 6}};
  assert(local[1][2] == 6 && sizeof local == 24);
  switch (table[0].unnamed.b) {
  case red: assert(0);
  case blue: return 0;
  default: assert(0);
  }
}
