// origin: own; the caller waits until as many parts have arrived as were handed out
// orders: COUNT = relaxed release
#include <stdatomic.h>

struct gather {
  double part[8];
  int parts;
  atomic_int arrived;
};

void deposit(struct gather *gather, int index, double value) {
  gather->part[index] = value;
  atomic_fetch_add_explicit(&gather->arrived, 1, COUNT);  // expect[COUNT=relaxed]: countdown-order
}

double total(struct gather *gather) {
  while (atomic_load_explicit(&gather->arrived, memory_order_acquire) < gather->parts) {
  }
  double sum = 0;
  for (int i = 0; i < gather->parts; i++) sum += gather->part[i];
  return sum;
}
