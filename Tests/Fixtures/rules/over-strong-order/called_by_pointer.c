// origin: own, callers do both by pointers: seq_cst orders what they do
// expect: nothing
#include <stdatomic.h>

static atomic_int x, y;
static int (*look_at_y)(void);
static int (*look_at_x)(void);

int y_is(void) { return atomic_load(&y); }
int x_is(void) { return atomic_load(&x); }

void init(void) {
  look_at_y = y_is;
  look_at_x = x_is;
}

int left(void) {
  atomic_store(&x, 1);
  return look_at_y();
}

int right(void) {
  atomic_store(&y, 1);
  return look_at_x();
}
