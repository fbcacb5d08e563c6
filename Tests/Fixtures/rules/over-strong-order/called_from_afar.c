// origin: own, callers many levels up do both: seq_cst orders what they do
// expect: nothing
#include <stdatomic.h>

static atomic_int x, y;

void set_x5(void) { atomic_store(&x, 1); }
int get_x5(void) { return atomic_load(&x); }
void set_x4(void) { set_x5(); }
int get_x4(void) { return get_x5(); }
void set_x3(void) { set_x4(); }
int get_x3(void) { return get_x4(); }
void set_x2(void) { set_x3(); }
int get_x2(void) { return get_x3(); }
void set_x1(void) { set_x2(); }
int get_x1(void) { return get_x2(); }
void set_x0(void) { set_x1(); }
int get_x0(void) { return get_x1(); }

void set_y5(void) { atomic_store(&y, 1); }
int get_y5(void) { return atomic_load(&y); }
void set_y4(void) { set_y5(); }
int get_y4(void) { return get_y5(); }
void set_y3(void) { set_y4(); }
int get_y3(void) { return get_y4(); }
void set_y2(void) { set_y3(); }
int get_y2(void) { return get_y3(); }
void set_y1(void) { set_y2(); }
int get_y1(void) { return get_y2(); }
void set_y0(void) { set_y1(); }
int get_y0(void) { return get_y1(); }

int left(void) {
  set_x0();
  return get_y0();
}

int right(void) {
  set_y0();
  return get_x0();
}
