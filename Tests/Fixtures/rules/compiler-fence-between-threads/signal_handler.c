// origin: the only thread and a handler that interrupts it; C11 7.17.4.2
// expect: nothing
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static int notes[8];
static atomic_uint complete;
static atomic_int sum;

static void on_tick(int number) {
  unsigned n = atomic_load_explicit(&complete, memory_order_relaxed);
  (void)number;
  atomic_signal_fence(memory_order_acquire);
  int total = 0;
  for (unsigned i = 0; i < n; i++) total += notes[i];
  atomic_store_explicit(&sum, total, memory_order_relaxed);
}

void add(int note) {
  unsigned n = atomic_load_explicit(&complete, memory_order_relaxed);
  if (n == 8) return;
  notes[n] = note;
  atomic_signal_fence(memory_order_release);
  atomic_store_explicit(&complete, n + 1, memory_order_relaxed);
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_tick;
  sigaction(SIGALRM, &action, 0);
  for (int i = 0; i < 8; i++) add(i);
  return atomic_load(&sum);
}
