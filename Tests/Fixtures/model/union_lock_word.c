// A lock word whose halves are looked at in copies. The word is accessed atomically, so they are bits of it.
// run: holds
// run -DBUG: fails dataRace
#include <pthread.h>
#include <assert.h>
#include <stdint.h>
typedef union spinlock { uint32_t u; struct { uint16_t ticket, users; } s; } spinlock;
static spinlock L;
static int n;
static void lock(spinlock *l) {
  uint16_t me = __atomic_fetch_add(&l->u, 1u << 16, __ATOMIC_ACQUIRE) >> 16;
  for (;;) {
    spinlock now;
    now.u = __atomic_load_n(&l->u, __ATOMIC_ACQUIRE);
    if (now.s.ticket == me) return;
  }
}
static void unlock(spinlock *l) {
  spinlock now = { .u = __atomic_load_n(&l->u, __ATOMIC_RELAXED) }, next;
  do {
    next = now;
    next.s.ticket++;
#ifdef BUG
  } while (!__atomic_compare_exchange_n(&l->u, &now.u, next.u, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
#else
  } while (!__atomic_compare_exchange_n(&l->u, &now.u, next.u, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
#endif
}
static void *f(void *p) { lock(&L); n++; unlock(&L); return 0; }
int main() {
  pthread_t a, b;
  pthread_create(&a, 0, f, 0); pthread_create(&b, 0, f, 0);
  pthread_join(a, 0); pthread_join(b, 0);
  assert(n == 2);
}
