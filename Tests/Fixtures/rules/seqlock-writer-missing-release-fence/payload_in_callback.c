// origin: a table that calls back to have a slot written
// orders: FENCE = none release
#include <stdatomic.h>

struct slot {
  int key, value;
};

struct table {
  atomic_uint seq;
  struct slot slot;
};

static void with_slot(struct table *t, void (*write)(struct slot *, void *), void *context) {
  unsigned n = atomic_load_explicit(&t->seq, memory_order_relaxed);
  atomic_store_explicit(&t->seq, n + 1, memory_order_release);  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
  write(&t->slot, context);
  atomic_store_explicit(&t->seq, n + 2, memory_order_release);
}

static void fill(struct slot *slot, void *context) {
  slot->key = *(int *)context;  // expect: seqlock-payload-not-atomic
  slot->value = 2;
}

void put(struct table *t, int key) { with_slot(t, fill, &key); }

int get(struct table *t) {
  unsigned n;
  int sum;
  do {
    n = atomic_load_explicit(&t->seq, memory_order_acquire);
    sum = t->slot.key + t->slot.value;
    atomic_thread_fence(memory_order_acquire);
  } while ((n & 1) || n != atomic_load_explicit(&t->seq, memory_order_relaxed));
  return sum;
}
