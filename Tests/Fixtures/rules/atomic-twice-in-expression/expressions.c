// origin: SEI CERT CON40-C
#include <stdatomic.h>
#include <stdbool.h>

struct node { int value; };
static atomic_int n;
static atomic_bool flag;
static _Atomic(struct node *) current;

void set(int value, struct node *node) {
  atomic_store(&n, value);
  atomic_store(&current, node);
}

int sum(void) {
  return n * (n + 1) / 2;
  //     ^ expect: atomic-twice-in-expression
}

int clamp(void) {
  return n < 100 ? n : 100;
  //     ^ expect: atomic-twice-in-expression "tested"
}

int value(void) {
  return current ? current->value : 0;
  //     ^~~~~~~ expect: atomic-twice-in-expression
}

bool in_range(void) {
  return n > 0 && n < 10;
  //     ^ expect: atomic-twice-in-expression
}

void toggle(void) {
  flag = !flag;
  //      ^~~~ expect: atomic-twice-in-expression "two steps"
}
