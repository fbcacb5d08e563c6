// origin: a pointer and a counter in one word of double width
// expect: nothing
#include <atomic>

struct Node { Node *next; };
struct Head { Node *node; unsigned long tag; };
static std::atomic<Head> head;

void put(Node *n) {
  Head old = head.load(std::memory_order_relaxed);
  Head fresh;
  do {
    n->next = old.node;
    fresh = Head{n, old.tag + 1};
  } while (!head.compare_exchange_weak(old, fresh, std::memory_order_release));
}

Node *take() {
  Head old = head.load(std::memory_order_acquire);
  Head fresh;
  do {
    if (!old.node) return nullptr;
    fresh = Head{old.node->next, old.tag + 1};
  } while (!head.compare_exchange_weak(old, fresh, std::memory_order_acquire));
  return old.node;
}
