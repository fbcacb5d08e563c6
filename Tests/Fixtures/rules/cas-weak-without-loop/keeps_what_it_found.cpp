// expect: nothing
// origin: own; the object holds what a failed attempt found, and its users try again
#include <atomic>

struct Node;

struct Head {
  Node *first;
  unsigned long version;
};

struct Attempt {
  Head seen;
  std::atomic<Head> &head;

  bool install(Node *node) {
    Head wanted{node, seen.version + 1};
    return head.compare_exchange_weak(seen, wanted, std::memory_order_acq_rel,
                                      std::memory_order_acquire);
  }
};
