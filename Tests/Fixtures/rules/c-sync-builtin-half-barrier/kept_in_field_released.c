// origin: own; the same, published by an exchange that releases
// expect: nothing
#include <stddef.h>
#include <stdlib.h>

struct block { int gain; };

struct mixer {
  struct block *incoming;
  struct block *active;
};

void submit(struct mixer *m, int gain) {
  struct block *b = malloc(sizeof *b);
  b->gain = gain;
  free(__atomic_exchange_n(&m->incoming, b, __ATOMIC_ACQ_REL));
}

int render(struct mixer *m) {
  struct block *b = __atomic_exchange_n(&m->incoming, NULL, __ATOMIC_ACQ_REL);
  if (b != NULL) {
    m->active = b;
  }
  return m->active != NULL ? m->active->gain : 0;
}
