// Each thread has its own thread-local variables, and they end with it.
// run: holds 4
// run -DESCAPE: fails useAfterFree at 37
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

_Thread_local int x = 5;
static __thread struct {
  int a[2];
  int *p;
} s = {{1, 2}, 0};
static atomic_int sum;
static _Atomic(int *) shared;

static int *bump(void) {
  x++;
  return &x;
}

static void *run(void *argument) {
  static __thread int own = 7;
  assert(x == 5 && own == 7 && s.a[1] == 2 && s.p == 0);
  own = *bump();
  s.a[1] = own;
  assert(own == 6 && s.a[1] == 6);
  atomic_fetch_add(&sum, own);
  atomic_store(&shared, &x);
  return argument;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, run, 0), pthread_create(&b, 0, run, 0);
  pthread_join(a, 0), pthread_join(b, 0);
#ifdef ESCAPE
  return *atomic_load(&shared);
#endif
  assert(x == 5 && sum == 12);
}
