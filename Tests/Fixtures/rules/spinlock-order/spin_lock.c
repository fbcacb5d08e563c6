// origin: test-and-set lock
// orders: TAKE = relaxed acquire release acq_rel; GIVE = relaxed release
#include <stdatomic.h>

struct spinlock { atomic_int word; };

void spin_lock(struct spinlock *l) {
  while (atomic_exchange_explicit(&l->word, 1, TAKE)) {}  // expect[TAKE=relaxed|release]: spinlock-order "does not acquire"
}

void spin_unlock(struct spinlock *l) {
  atomic_store_explicit(&l->word, 0, GIVE);  // expect[GIVE=relaxed]: spinlock-order "does not release"
}
