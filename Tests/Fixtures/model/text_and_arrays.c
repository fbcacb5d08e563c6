// Text, arrays of variable length, memory of no type, and numbers taken without their sign.
// run: holds 1
// run -DWRONG: fails assertionFailure
#include <pthread.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <stdatomic.h>
#include <stdio.h>
#ifdef WRONG
#define ANSWER 5
#else
#define ANSWER 42
#endif
char name[8] = "ab";
const char *msg = "hey";
struct s {
  int a;
  unsigned char b;
  long c;
};
atomic_int x;
void *t(void *arg) {
  const char *n = arg;
  if (n[0] == 'A') atomic_fetch_add(&x, 1);
  printf("%s\n", n);
  return 0;
}
int main(void) {
  const int N = 2;
  pthread_t ts[N];
  int done[N + 1];
  for (int i = 0; i < N; i++) pthread_create(&ts[i], 0, t, i ? "A1" : "B1");
  for (int i = 0; i < N; i++) {
    pthread_join(ts[i], 0);
    done[i] = i;
  }
  assert(x == 1 && "only one A");
  assert(done[1] == 1);
  assert(name[1] == 'b' && name[2] == 0 && msg[2] == 'y' && msg[3] == 0);
  struct s v;
  memset(&v, 0xff, sizeof v);
  assert(v.a == -1 && v.b == 255 && v.c == -1);
  void *p = malloc(16);
  int *q = p;
  q[3] = 4;
  free(p);
  int *al = aligned_alloc(64, 64);
  al[15] = 1;
  free(al);
  int m = -1;
  __sync_fetch_and_umax(&m, 42);
  assert(m == -1);
  __sync_fetch_and_umin(&m, 42);
  assert(m == ANSWER);
  if (x > 5) assert(!"never");
}
