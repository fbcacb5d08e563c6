// origin: own; a loop over a cache has a way through it that only reads, and other ways that fill the cache
// expect: nothing
#include <pthread.h>
struct decoder { unsigned long left, used; char cache[64]; };
unsigned long fill(char *cache);
void decode(struct decoder *d, unsigned long wanted) {
  unsigned long done = 0;
  while (done < wanted) {
    if (d->left > 0) {
      d->used += 1;
      d->left -= 1;
      done += 1;
    }
    if (d->left == 0) {
      d->used = 0;
      d->left = fill(d->cache);
    }
  }
}
void reset(struct decoder *d) { d->left = 0; }
static void *first(void *d) { decode(d, 8); return 0; }
static void *second(void *d) { reset(d); return 0; }
void start(struct decoder *one, struct decoder *other) {
  pthread_t a, b;
  pthread_create(&a, 0, first, one);
  pthread_create(&b, 0, second, other);
}
