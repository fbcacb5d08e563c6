// expect: nothing
// origin: own; who reads the count blocks the signals before
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static unsigned caught;
static atomic_uint seen;

static void on_event(int number) {
  (void)number;
  caught++;
  atomic_fetch_add(&seen, 1);
}

int install(void) { return signal(SIGTERM, on_event) == SIG_ERR ? -1 : 0; }

int take(void) {
  sigset_t all, old;
  int found = 0;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  if (caught > 0) {
    caught = 0;
    found = 1;
  }
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return found;
}
