// origin: own; the function that sets is an exchange, whose result nobody wants here
struct handler {
  volatile long refs;
};

static inline long set_word(volatile long *word, long value) {
  return __atomic_exchange_n(word, value, __ATOMIC_SEQ_CST);
}
static inline long load_word(const volatile long *word) {
  return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

void acquire_one(struct handler *handler) {
  __atomic_add_fetch(&handler->refs, 1, __ATOMIC_SEQ_CST);
}

int release_one(struct handler *handler) {
  return __atomic_sub_fetch(&handler->refs, 1, __ATOMIC_SEQ_CST) == 0;
}

void release_many(struct handler *handler, long count) {
  if (count)
    set_word(&handler->refs, load_word(&handler->refs) - count);  // expect: load-store-not-rmw
}
