// origin: own; who alone replaces the list reads its own pointer, and others acquire it
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct list {
  size_t count;
  struct list *older;
  int items[];
};
struct player { struct list *_Atomic current; };

static struct list *own(struct player *player) {
  return atomic_load_explicit(&player->current, memory_order_relaxed);
}

int append(struct player *player, int item) {
  struct list *before = own(player);
  size_t count = before ? before->count : 0;
  struct list *after = malloc(sizeof *after + (count + 1) * sizeof after->items[0]);
  if (!after) return -1;
  if (count) memcpy(after->items, before->items, count * sizeof after->items[0]);
  after->items[count] = item;
  after->count = count + 1;
  after->older = before;
  atomic_store_explicit(&player->current, after, memory_order_release);
  return 0;
}

size_t kept(struct player *player) {
  size_t count = 0;
  for (struct list *list = own(player); list; list = list->older) count++;
  return count;
}

// expect: nothing
int first(struct player *player) {
  struct list *list = atomic_load_explicit(&player->current, memory_order_acquire);
  return list ? list->items[0] : -1;
}
