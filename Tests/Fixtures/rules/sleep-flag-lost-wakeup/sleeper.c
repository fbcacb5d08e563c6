// origin: who has slept reads whether to sleep again, and then wakes others; concurrent-programs
// expect: nothing
#include <stdatomic.h>

struct channel { _Atomic int state, sender; };
int futex_wait(_Atomic int *word, int value);
int futex_wake(_Atomic int *word);

void send(struct channel *c) {
  atomic_exchange_explicit(&c->sender, 1, memory_order_acq_rel);
  do {
    futex_wait(&c->state, 1);
  } while (atomic_load_explicit(&c->state, memory_order_acquire) == 1);
  futex_wake(&c->sender);
}

// One word: the read sees the write before it.
void finish(struct channel *c) {
  atomic_store_explicit(&c->state, 2, memory_order_release);
  if (atomic_load_explicit(&c->state, memory_order_acquire) == 2) futex_wake(&c->state);
}
