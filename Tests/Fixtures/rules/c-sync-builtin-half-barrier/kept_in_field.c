// origin: own; what is taken is kept in a field of the taker and used from there
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
  free(__sync_lock_test_and_set(&m->incoming, b));  // expect: c-sync-builtin-half-barrier
}

int render(struct mixer *m) {
  struct block *b = __atomic_exchange_n(&m->incoming, NULL, __ATOMIC_ACQ_REL);
  if (b != NULL) {
    m->active = b;
  }
  return m->active != NULL ? m->active->gain : 0;
}
