// origin: own; a bounded queue whose cells say by a number whose turn it is
// orders: FILLED = release relaxed; EMPTIED = release relaxed; SEE = acquire relaxed; LOOK = acquire relaxed
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cell { atomic_size_t turn; int item; };
struct queue { struct cell *cells; size_t mask; atomic_size_t in, out; };

bool push(struct queue *queue, int item) {
  size_t place = atomic_load_explicit(&queue->in, memory_order_relaxed);
  struct cell *cell;
  for (;;) {
    cell = &queue->cells[place & queue->mask];
    size_t turn = atomic_load_explicit(&cell->turn, LOOK);  // expect[LOOK=relaxed]: guard-load-without-acquire
    intptr_t late = (intptr_t)turn - (intptr_t)place;
    if (late == 0) {
      if (atomic_compare_exchange_weak_explicit(
              &queue->in, &place, place + 1, memory_order_relaxed, memory_order_relaxed))
        break;
    } else if (late < 0) {
      return false;
    } else {
      place = atomic_load_explicit(&queue->in, memory_order_relaxed);
    }
  }
  cell->item = item;
  atomic_store_explicit(&cell->turn, place + 1, FILLED);  // expect[FILLED=relaxed]: publish-without-release
  return true;
}

bool pop(struct queue *queue, int *item) {
  size_t place = atomic_load_explicit(&queue->out, memory_order_relaxed);
  struct cell *cell;
  for (;;) {
    cell = &queue->cells[place & queue->mask];
    size_t turn = atomic_load_explicit(&cell->turn, SEE);  // expect[SEE=relaxed]: guard-load-without-acquire
    intptr_t late = (intptr_t)turn - (intptr_t)(place + 1);
    if (late == 0) {
      if (atomic_compare_exchange_weak_explicit(
              &queue->out, &place, place + 1, memory_order_relaxed, memory_order_relaxed))
        break;
    } else if (late < 0) {
      return false;
    } else {
      place = atomic_load_explicit(&queue->out, memory_order_relaxed);
    }
  }
  *item = cell->item;
  atomic_store_explicit(&cell->turn, place + queue->mask + 1, EMPTIED);  // expect[EMPTIED=relaxed]: publish-without-release
  return true;
}
