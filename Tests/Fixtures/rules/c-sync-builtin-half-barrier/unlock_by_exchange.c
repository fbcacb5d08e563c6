// origin: a lock that is given back by the function that takes it
struct spinlock { int word; };

void spin_lock(struct spinlock *l) {
  while (__sync_lock_test_and_set(&l->word, 1)) {}
}

void spin_unlock(struct spinlock *l) {
  __sync_lock_test_and_set(&l->word, 0);  // expect: c-sync-builtin-half-barrier "does not release"
}
