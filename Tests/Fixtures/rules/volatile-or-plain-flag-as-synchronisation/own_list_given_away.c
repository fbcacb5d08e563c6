// origin: own; a thread's own list, emptied under the lock of the list that it is given to, and a loop that its own
// calls end
// expect: nothing
#include <pthread.h>
struct item { struct item *next; };
struct local { struct item *live; struct item *todo; };
static struct item *orphans;
static pthread_mutex_t orphans_lock = PTHREAD_MUTEX_INITIALIZER;
void give(struct local *own) {
  if (own->live == 0) return;
  struct item *last = own->live;
  while (last->next) last = last->next;
  pthread_mutex_lock(&orphans_lock);
  last->next = orphans;
  orphans = own->live;
  own->live = 0;
  pthread_mutex_unlock(&orphans_lock);
}
void keep(struct local *own, struct item *one) {
  one->next = own->live;
  own->live = one;
}
static long step(struct local *own) {
  struct item *one = own->todo;
  if (!one) return 0;
  own->todo = one->next;
  return 1;
}
long work(struct local *own, long left) {
  while (left > 0 && own->todo) left -= step(own);
  return left;
}
void turn(struct local *own) {
  own->todo = own->live;
  own->live = 0;
}
