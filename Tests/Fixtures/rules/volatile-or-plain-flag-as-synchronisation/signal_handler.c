// origin: a handler runs on the thread it interrupts
// expect: nothing
#include <signal.h>
#include <string.h>
#include <pthread.h>

static volatile sig_atomic_t stop;
static volatile int hangup;
static int reloads;

static void on_signal(int number) {
  if (number == SIGHUP) {
    reloads++;
    hangup = 1;
  } else {
    stop = 1;
  }
}

int run(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigaction(SIGHUP, &action, 0);
  while (!stop) {
    if (hangup) return reloads;
  }
  return 0;
}
