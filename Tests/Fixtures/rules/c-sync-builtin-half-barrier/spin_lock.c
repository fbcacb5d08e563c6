// origin: what the pair is made for
// expect: nothing
struct spinlock { int word; };
static int total;

void spin_lock(struct spinlock *l) {
  while (__sync_lock_test_and_set(&l->word, 1)) {}
}

void spin_unlock(struct spinlock *l) { __sync_lock_release(&l->word); }

void add(struct spinlock *l, int n) {
  spin_lock(l);
  total += n;
  spin_unlock(l);
}
