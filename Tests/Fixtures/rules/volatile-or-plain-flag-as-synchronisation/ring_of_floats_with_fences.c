// origin: own; the same with a fence on each side of each use, as it was written before there were atomics
// expect: nothing
#include <stddef.h>

struct ring { volatile size_t w, r; size_t mask; float *data; };

static size_t used(const struct ring *q) {
  size_t w = q->w, r = q->r;
  return w > r ? w - r : (w - r + q->mask + 1) & q->mask;
}

static size_t room(const struct ring *q) {
  size_t w = q->w;
  size_t r = q->r;
  return w > r ? ((r - w + q->mask + 1) & q->mask) - 1 : w < r ? r - w - 1 : q->mask;
}

size_t put(struct ring *q, float v) {
  if (room(q) == 0) return 0;
  __sync_synchronize();
  q->data[q->w] = v;
  __sync_synchronize();
  q->w = (q->w + 1) & q->mask;
  return 1;
}

size_t get(struct ring *q, float *v) {
  if (used(q) == 0) return 0;
  __sync_synchronize();
  *v = q->data[q->r];
  __sync_synchronize();
  q->r = (q->r + 1) & q->mask;
  return 1;
}
