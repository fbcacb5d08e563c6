// origin: a mailbox of one place; each side waits for the other
// orders: FULL = relaxed acquire; TAKE = relaxed release
#include <stdatomic.h>
#include <stdbool.h>
static int data;
static atomic_bool full;
static atomic_int sent, taken;
bool put(int v) {
  if (atomic_load_explicit(&full, FULL)) return false;  // expect[FULL=relaxed]: guard-load-without-acquire
  data = v;
  atomic_store_explicit(&full, true, memory_order_release);
  atomic_fetch_add_explicit(&sent, 1, memory_order_relaxed);
  return true;
}
bool take(int *v) {
  if (!atomic_load_explicit(&full, memory_order_acquire)) return false;
  *v = data;
  atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
  atomic_store_explicit(&full, false, TAKE);  // expect[TAKE=relaxed]: publish-without-release
  return true;
}
int outstanding(void) { return atomic_load_explicit(&sent, memory_order_relaxed) - atomic_load_explicit(&taken, memory_order_relaxed); }
