#include "lock.h"

struct slot {
  int key;
  int value;
};

struct table {
  struct shm_lock lock;
  struct slot slot;
};

void put(struct table *t, int key, int value) {
  write_lock(&t->lock);
  t->slot.key = key;  // note: "payload is written"
    // expect@-1: seqlock-payload-not-atomic
  t->slot.value = value;
  write_unlock(&t->lock);
}

int get(struct table *t, int key) {
  struct slot copy;
  unsigned n;
  do {
    n = read_begin(&t->lock);
    copy = t->slot;  // note: "payload is read"
  } while (!read_validate(&t->lock, n));
  return copy.key == key ? copy.value : -1;
}
