// origin: own; the shape of an audio buffer: both ends work out from volatile positions what there is
#include <stdatomic.h>
#include <stddef.h>

struct ring { volatile size_t w, r; size_t mask; float *data; };

static size_t used(const struct ring *q) {
  size_t w = q->w, r = q->r;  // expect: volatile-or-plain-flag-as-synchronisation
  return w > r ? w - r : (w - r + q->mask + 1) & q->mask;
}

static size_t room(const struct ring *q) {
  size_t w = q->w;
  size_t r = q->r;  // expect: volatile-or-plain-flag-as-synchronisation
  return w > r ? ((r - w + q->mask + 1) & q->mask) - 1 : w < r ? r - w - 1 : q->mask;
}

size_t put(struct ring *q, float v) {
  if (room(q) == 0) return 0;
  q->data[q->w] = v;
  atomic_thread_fence(memory_order_release);
  q->w = (q->w + 1) & q->mask;
  return 1;
}

size_t get(struct ring *q, float *v) {
  if (used(q) == 0) return 0;
  *v = q->data[q->r];
  atomic_thread_fence(memory_order_acq_rel);
  q->r = (q->r + 1) & q->mask;
  return 1;
}
