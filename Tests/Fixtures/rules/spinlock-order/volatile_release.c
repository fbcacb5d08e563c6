// origin: the spinlock of an operating system's course, and of a tasking library before it had atomics
// A volatile write in the place of a release: the barrier stands on the wrong side of it, or nowhere.

struct after {
  unsigned value;
};
void after_acquire(struct after *l) {
  while (__sync_val_compare_and_swap(&l->value, 0, 1) != 0) {
    while (*(volatile unsigned *)&l->value != 0) {
    }
  }
}
void after_release(struct after *l) {
  *(volatile unsigned *)&l->value = 0;  // expect: spinlock-order "volatile"
  __sync_synchronize();
}

// Through a wrapper, and without any barrier.
static inline unsigned exchange_if(unsigned *word, unsigned old, unsigned new) {
  return __sync_val_compare_and_swap(word, old, new);
}
struct bare {
  unsigned word;
};
void bare_lock(struct bare *l) {
  while (exchange_if(&l->word, 0, 1) != 0) {
  }
}
void bare_unlock(struct bare *l) {
  *(volatile unsigned *)&l->word = 0;  // expect: spinlock-order "volatile"
}

// A barrier before the write is what a release needs.
struct before {
  unsigned state;
};
void before_lock(struct before *l) {
  while (exchange_if(&l->state, 0, 1) != 0) {
  }
}
void before_unlock(struct before *l) {
  __sync_synchronize();
  *(volatile unsigned *)&l->state = 0;
}
