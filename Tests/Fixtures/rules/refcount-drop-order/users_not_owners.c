// origin: a count of users that destroys nothing
// expect: nothing
#include <stdatomic.h>
#include <stdio.h>

static atomic_int users;

void leave(void) {
  if (atomic_fetch_sub_explicit(&users, 1, memory_order_relaxed) == 1) puts("nobody is left");
}
