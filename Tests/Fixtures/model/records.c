// Records as values: passed, returned, assigned, through pointers to functions and recursion.
// run: holds 1
// run -DWRONG: fails assertionFailure
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>
#ifdef WRONG
#define ANSWER 5
#else
#define ANSWER 4
#endif
struct pair {
  int a;
  long b[2];
};
struct outer {
  struct pair p;
  _Bool ok;
};
struct pair g = { 1, {2, 3} };
static struct pair make(int a, long b) {
  struct pair r = { a, { b, b + 1 } };
  return r;
}
static struct outer wrap(struct pair p, int extra) {
  p.a += extra;
  return (struct outer) {
    .p = p, .ok = 1
  };
}
static int sum(struct pair p) {
  return p.a + p.b[0] + p.b[1];
}
struct pair (*mk)(int, long) = make;
struct pair rec(int n) {
  if (n == 0) return g;
  struct pair q = rec(n - 1);
  q.a++;
  return q;
}
void *t(void *arg) {
  struct outer o = wrap(make(1, 10), 5);
  assert(o.ok && o.p.a == 6 && o.p.b[1] == 11);
  assert(sum(o.p) == 27 && sum(mk(1, 2)) == 6 && make(3, 4).b[1] == 5);
  struct pair *p = &o.p;
  *p = g;
  assert(sum(*p) == 6);
  assert(rec(3).a == ANSWER);
  return 0;
}
int main() {
  pthread_t a;
  pthread_create(&a, 0, t, 0);
  pthread_join(a, 0);
}
