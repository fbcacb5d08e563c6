// A signal handler counts plainly what the loop decides by.
// origin: event loops that count the signals they have caught
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

struct watcher {
  unsigned caught;
  unsigned dispatched;
  atomic_uint polite;
  sig_atomic_t flag;
};
static struct watcher *watched;

static void on_event(int number) {
  (void)number;
  watched->caught++;  // expect: volatile-or-plain-flag-as-synchronisation "signal handler on_event()"
  atomic_fetch_add(&watched->polite, 1);
  watched->flag++;
}

int install(struct watcher *w) {
  struct sigaction action = {0};
  watched = w;
  action.sa_handler = on_event;
  return sigaction(SIGTERM, &action, NULL);
}

int is_behind(struct watcher *w) {
  if (w->caught > w->dispatched) return 1;
  return w->flag != 0 && atomic_load(&w->polite) > w->dispatched;
}
