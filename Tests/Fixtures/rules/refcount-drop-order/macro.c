// origin: a reference count behind a macro of several statements: that is where the order stands; bind9
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

struct count { atomic_int refs; };

#define count_decrement(c, left)                                        \
  do {                                                                  \
    int *left_ = (left);                                                \
    int before = atomic_fetch_sub_explicit(                             \
        &(c)->refs, 1, memory_order_relaxed);                           \
    if (left_ != NULL) *left_ = before - 1;                             \
  } while (0)
// expect@-3: refcount-drop-order

struct thing { struct count references; int value; };

void detach(struct thing *t) {
  int left;
  count_decrement(&t->references, &left);
  if (left == 0) free(t);
}

void detach_too(struct thing *t) {
  int left;
  count_decrement(&t->references, &left);
  if (left == 0) free(t);
}
