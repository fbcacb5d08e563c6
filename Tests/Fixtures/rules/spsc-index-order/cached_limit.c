// origin: the writer refreshes its cached limit; slots are reserved in one function and handed over in
// another
// orders: READ = relaxed acquire
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slot {
  uint64_t stamp;
  uint32_t length;
};

struct ring {
  struct slot slots[32];
  uint32_t written, limit, read;
};

struct slot *reserve(struct ring *r) {
  uint32_t w = __atomic_load_n(&r->written, __ATOMIC_RELAXED);
  if (w == r->limit) {
    r->limit = __atomic_load_n(&r->read, READ) + 32;  // expect[READ=relaxed]: spsc-index-order
    if (w == r->limit) return NULL;
  }
  return &r->slots[w % 32];
}

void commit(struct ring *r) {
  uint32_t w = __atomic_load_n(&r->written, __ATOMIC_RELAXED);
  __atomic_store_n(&r->written, w + 1, __ATOMIC_RELEASE);
}

bool next(struct ring *r, struct slot *out) {
  uint32_t n = __atomic_load_n(&r->read, __ATOMIC_RELAXED);
  if (n == __atomic_load_n(&r->written, __ATOMIC_ACQUIRE)) return false;
  *out = r->slots[n % 32];
  __atomic_store_n(&r->read, n + 1, __ATOMIC_RELEASE);
  return true;
}
