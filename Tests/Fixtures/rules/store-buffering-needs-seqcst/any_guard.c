// origin: own; what was taken out of use is freed if none of several guards names it; a loop puts
// together what each of them says
// orders: MIDDLE = acq_rel seq_cst
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

enum { READERS = 8 };

struct table { struct table *next; int rows; };
static _Atomic(struct table *) current;
static _Atomic(struct table *) guards[READERS];
static struct table *retired;

struct table *pin(unsigned reader) {
  struct table *table = atomic_load_explicit(&current, memory_order_acquire);
  for (;;) {
    atomic_store_explicit(&guards[reader], table, memory_order_release);  // expect[MIDDLE=acq_rel]: store-buffering-needs-seqcst
    atomic_thread_fence(MIDDLE);
    struct table *again = atomic_load_explicit(&current, memory_order_acquire);
    if (again == table) return table;
    table = again;
  }
}

void replace(struct table *table) {
  struct table *old = atomic_exchange_explicit(&current, table, memory_order_seq_cst);
  old->next = retired;
  retired = old;
  atomic_thread_fence(memory_order_seq_cst);
  struct table *kept = NULL;
  for (struct table *each = retired, *next; each; each = next) {
    int pinned = 0;
    next = each->next;
    for (unsigned i = 0; i < READERS; i++)
      pinned |= atomic_load_explicit(&guards[i], memory_order_seq_cst) == each;
    if (pinned) {
      each->next = kept;
      kept = each;
    } else {
      free(each);
    }
  }
  retired = kept;
}
