#include "lock.h"

void put(struct table *t, long key, long val) {
  write_lock(&t->lock);
  t->slot.key = key; /* größer 🔑 */ t->slot.val = val;
  write_unlock(&t->lock);
}

bool get(struct table *t, struct slot *out) {
  unsigned before = read_begin(&t->lock);
  out->key = t->slot.key;
  out->val = t->slot.val;
  return read_validate(&t->lock, before);
}
