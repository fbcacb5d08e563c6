// Bit-fields in a row are one memory location (C11 3.14), unless a width of 0 stands between them.
// run: holds
// run -DBUG: fails dataRace
#include <pthread.h>
#include <assert.h>
struct flags { unsigned ready : 1; unsigned mode : 3; int level : 4;
#ifndef BUG
  unsigned : 0;
#endif
  unsigned other : 8; };
static struct flags f;
static void *a(void *_) { f.ready = 1; f.mode = 9; f.level = -3; return 0; }
static void *b(void *_) { f.other += 255; f.other++; return 0; }
int main() {
  pthread_t x, y;
  pthread_create(&x, 0, a, 0);
  pthread_create(&y, 0, b, 0);
  pthread_join(x, 0);
  pthread_join(y, 0);
  assert(f.ready == 1 && f.mode == 1 && f.level == -3 && f.other == 0);
}
