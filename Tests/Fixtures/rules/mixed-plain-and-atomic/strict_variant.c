// origin: own, after a reclamation scheme: one of two variants is for a record that others add to, too
// expect: nothing
struct record {
  unsigned pending;
};

void epoch_call(struct record *record) { ++record->pending; }

void epoch_call_strict(struct record *record) {
  __atomic_fetch_add(&record->pending, 1, __ATOMIC_RELAXED);
}

unsigned epoch_pending(struct record *record) {
  return __atomic_load_n(&record->pending, __ATOMIC_RELAXED);
}
