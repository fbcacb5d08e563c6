// origin: own, after two objects that refer to each other: a fence orders the two plain stores
// expect: nothing
#include <stddef.h>

#define BUSY ((struct end *)1)

struct end {
  struct end *peer;
};

struct end *peer_lock(struct end *end) {
  for (;;) {
    struct end *peer = __atomic_exchange_n(&end->peer, BUSY, __ATOMIC_ACQ_REL);
    if (peer == BUSY) continue;
    if (peer == NULL) {
      end->peer = NULL;
      __atomic_thread_fence(__ATOMIC_RELEASE);
    }
    return peer;
  }
}

void peer_unlock(struct end *end, struct end *peer) {
  peer->peer = end;
  __atomic_thread_fence(__ATOMIC_RELEASE);
  end->peer = peer;
}
