// origin: own; guards are looked at by one helper, which many paths lead through, of who retires
// orders: BEFORE = acq_rel seq_cst
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct table { struct table *next; unsigned long rows; };
struct guard { struct table *_Atomic held; };

static struct guard guards[32];
static struct table *_Atomic live;
static pthread_mutex_t updates = PTHREAD_MUTEX_INITIALIZER;
static struct table *retired;

static struct table *protect(struct guard *guard) {
  struct table *table = atomic_load_explicit(&live, memory_order_relaxed);
  for (;;) {
    atomic_store_explicit(&guard->held, table, memory_order_release);  // expect[BEFORE=acq_rel]: store-buffering-needs-seqcst
    atomic_thread_fence(BEFORE);
    struct table *again = atomic_load_explicit(&live, memory_order_acquire);
    if (again == table) return table;
    table = again;
  }
}

unsigned long rows(unsigned reader) {
  struct guard *guard = &guards[reader];
  struct table *table = protect(guard);
  unsigned long count = table ? table->rows : 0;
  atomic_store_explicit(&guard->held, NULL, memory_order_release);
  return count;
}

static int is_held(const struct table *table) {
  for (int i = 0; i < 32; i++)
    if (atomic_load_explicit(&guards[i].held, memory_order_acquire) == table) return 1;
  return 0;
}

static void reclaim(void) {
  struct table *kept = NULL, *table = retired;
  atomic_thread_fence(memory_order_seq_cst);
  while (table) {
    struct table *next = table->next;
    if (is_held(table)) {
      table->next = kept;
      kept = table;
    } else {
      free(table);
    }
    table = next;
  }
  retired = kept;
}

void install(struct table *fresh) {
  pthread_mutex_lock(&updates);
  struct table *old = atomic_exchange_explicit(&live, fresh, memory_order_acq_rel);
  if (old) {
    old->next = retired;
    retired = old;
  }
  reclaim();
  pthread_mutex_unlock(&updates);
}
