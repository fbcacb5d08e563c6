// origin: own; a mask of live workers behind functions that take the order, told where the order is said
// orders: STORE = relaxed release; LOAD = relaxed acquire
#include <stdatomic.h>
#include <stdlib.h>

typedef _Atomic unsigned long live_set;

static inline void live_set_store(live_set *set, unsigned long value, memory_order order) {
  atomic_store_explicit(set, value, order);
}

static inline unsigned long live_set_load(live_set *set, memory_order order) {
  return atomic_load_explicit(set, order);
}

struct worker {
  int queue;
  int group;
};

struct executor {
  live_set live;
  live_set idle;
  int count;
  struct worker workers[64];
};

void executor_start(struct executor *executor, int count) {
  unsigned long live = 0;
  for (int i = 0; i < count; i++) {
    executor->workers[i].queue = i * 16;
    executor->workers[i].group = i / 4;
    live |= 1ul << i;
  }
  live_set_store(&executor->idle, live, memory_order_relaxed);
  live_set_store(&executor->live, live, STORE);  // expect[STORE=relaxed]: publish-without-release
}

int executor_steal(struct executor *executor) {
  unsigned long victims = live_set_load(&executor->live, LOAD);  // expect[LOAD=relaxed]: guard-load-without-acquire
  if (!victims) return -1;
  return executor->workers[__builtin_ctzl(victims)].queue;
}
