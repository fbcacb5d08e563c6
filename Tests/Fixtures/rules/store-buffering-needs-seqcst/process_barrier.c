// origin: own; readers need no fence where the other side makes all threads pass one
// expect: nothing
#include <linux/membarrier.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

struct names;
int find(struct names *, int);

static _Atomic(struct names *) live;
static _Atomic int inside[8];

static long all_threads_pass(int command) { return syscall(SYS_membarrier, command, 0, 0); }

int look_up(int me, int key) {
  atomic_store_explicit(&inside[me], 1, memory_order_release);
  atomic_signal_fence(memory_order_seq_cst);
  struct names *names = atomic_load_explicit(&live, memory_order_acquire);
  int found = find(names, key);
  atomic_store_explicit(&inside[me], 0, memory_order_release);
  return found;
}

void replace(struct names *fresh) {
  struct names *old = atomic_exchange_explicit(&live, fresh, memory_order_acq_rel);
  all_threads_pass(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
  for (int i = 0; i < 8; i++)
    while (atomic_load_explicit(&inside[i], memory_order_acquire)) continue;
  free(old);
}
