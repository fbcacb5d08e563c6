// origin: own; the shape of hazard pointers: each thread counts the nodes of a list of its own, of the
// kind that all threads share
// expect: nothing
#include <stdint.h>
#include <pthread.h>

struct slot { uintptr_t pointer; struct slot *next; };
struct domain { struct slot *shared; };
struct writer { struct domain *domain; struct slot *retired; unsigned count; };

static int contains(struct slot **list, uintptr_t pointer) {
  struct slot *s;
  for (s = __atomic_load_n(list, 5); s; s = __atomic_load_n(&s->next, 5))
    if (__atomic_load_n(&s->pointer, 5) == pointer) return 1;
  return 0;
}

static int take_out(struct slot **list, uintptr_t pointer) {
  struct slot *s;
  for (s = __atomic_load_n(list, 5); s; s = __atomic_load_n(&s->next, 5)) {
    uintptr_t seen = __atomic_load_n(&s->pointer, 5);
    if (seen == pointer && __atomic_compare_exchange_n(&s->pointer, &seen, 0, 0, 5, 5)) return 1;
  }
  return 0;
}

static unsigned count(struct slot *s) {
  unsigned n = 0;
  for (; s; s = s->next)
    if (s->pointer) n++;
  return n;
}

static void *write_all(void *argument) {
  struct writer *w = argument;
  for (uintptr_t p = 1; p < 9; p++)
    if (contains(&w->domain->shared, p)) w->count = count(w->retired);
  return 0;
}

static void *read_all(void *argument) {
  struct domain *d = argument;
  for (uintptr_t p = 1; p < 9; p++) take_out(&d->shared, p);
  return 0;
}

int run(struct domain *d, struct writer *w) {
  pthread_t a, b;
  if (pthread_create(&a, 0, write_all, w) || pthread_create(&b, 0, read_all, d)) return -1;
  pthread_join(a, 0);
  pthread_join(b, 0);
  return (int) w->count;
}
