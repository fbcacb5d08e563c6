// origin: own; the handler is installed by a function that is given it: no other thread is meant
// expect: nothing
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

struct report { int signal, code; };
static struct report report;
static atomic_int is_full;

static void on_child(int signal, siginfo_t *info, void *context) {
  (void)context;
  if (atomic_load_explicit(&is_full, memory_order_relaxed)) return;
  atomic_signal_fence(memory_order_acquire);
  report.signal = signal;
  report.code = info->si_code;
  atomic_signal_fence(memory_order_release);
  atomic_store_explicit(&is_full, 1, memory_order_relaxed);
}

int take(struct report *into) {
  if (!atomic_load_explicit(&is_full, memory_order_relaxed)) return 0;
  atomic_signal_fence(memory_order_acquire);
  *into = report;
  atomic_signal_fence(memory_order_release);
  atomic_store_explicit(&is_full, 0, memory_order_relaxed);
  return 1;
}

static int hook(int signal, void (*plain)(int), void (*with_info)(int, siginfo_t *, void *)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  if (with_info) {
    action.sa_sigaction = with_info;
    action.sa_flags = SA_SIGINFO;
  } else {
    action.sa_handler = plain;
  }
  return sigaction(signal, &action, NULL);
}

int set_up(void) { return hook(SIGCHLD, NULL, on_child); }
