// The last owner keeps the memory for the next user: what it resets, others may still be reading.
// origin: handles of network sockets that go back to a pool
// orders: GUARD = none acquire
#include <stdatomic.h>
#include <stddef.h>

#define handle_decrement(count)                                               \
  ({                                                                          \
    int before;                                                               \
    before = atomic_fetch_sub_explicit((count), 1, memory_order_release);     \
    before;                                                                   \
  })

struct handle {
  atomic_int references;
  void *socket;
  int peer;
};

void put_back(struct handle *h);

void handle_attach(struct handle *h) {
  atomic_fetch_add_explicit(&h->references, 1, memory_order_relaxed);
}

void handle_detach(struct handle *h) {
  if (handle_decrement(&h->references) > 1) return;  // expect[GUARD=none]: refcount-drop-order
  (void)atomic_load_explicit(&h->references, GUARD);
  h->socket = NULL;  // note: "reset"
  put_back(h);
}
