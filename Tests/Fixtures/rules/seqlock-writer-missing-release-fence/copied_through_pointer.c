// origin: a payload behind a pointer in a global, copied whole by the reader
// orders: FENCE = none release
#include <stdatomic.h>
#include <string.h>

struct sample {
  long first, second;
};

static struct sample *shared;
static atomic_uint seq;

void put(long a, long b) {
  unsigned n = atomic_load_explicit(&seq, memory_order_relaxed);
  atomic_store_explicit(&seq, n + 1, memory_order_release);  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
  shared->first = a;  // expect: seqlock-payload-not-atomic
  shared->second = b;
  atomic_store_explicit(&seq, n + 2, memory_order_release);
}

void get(struct sample *copy) {
  unsigned n;
  do {
    n = atomic_load_explicit(&seq, memory_order_acquire);
    memcpy(copy, shared, sizeof *copy);
    atomic_thread_fence(memory_order_acquire);
  } while ((n & 1) || n != atomic_load_explicit(&seq, memory_order_relaxed));
}
