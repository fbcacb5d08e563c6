// origin: a test for emptiness
// orders: READ = relaxed consume acquire
#include <stdatomic.h>

_Atomic(int *) producer;

int is_empty(int *consumer) {
  // expect@+1[READ=consume]: consume-order "its value is only compared"
  return consumer == atomic_load_explicit(&producer, READ);
}
