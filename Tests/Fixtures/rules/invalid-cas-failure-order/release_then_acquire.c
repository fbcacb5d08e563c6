// origin: success release, failure acquire: called undefined in swiftlang/swift#76335, legal since C++17
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct node { int value; };
static _Atomic(struct node *) slot;

struct node *install(struct node *mine) {
  struct node *seen = NULL;
  if (atomic_compare_exchange_strong_explicit(
          &slot, &seen, mine, memory_order_release, memory_order_acquire))
    return mine;
  return seen;
}
