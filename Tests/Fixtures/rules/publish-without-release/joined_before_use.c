// origin: own; what workers wrote is read after they were joined, in a loop over as many as there are
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
struct worker { pthread_t thread; struct worker *next; };
struct session { int error; atomic_int exited; struct worker *workers; };
static void *serve(void *given) {
  struct session *s = given;
  s->error = -5;
  atomic_store_explicit(&s->exited, 1, memory_order_relaxed);
  return 0;
}
void add(struct session *s, struct worker *w) {
  w->next = s->workers;
  s->workers = w;
  pthread_create(&w->thread, 0, serve, s);
}
int loop(struct session *s) {
  while (!atomic_load_explicit(&s->exited, memory_order_relaxed)) {}
  while (s->workers) {
    pthread_join(s->workers->thread, 0);
    s->workers = s->workers->next;
  }
  return s->error;
}
