// Pointers to atomics whose types are given by 'typeof' or a name.
// run: holds
// run -DORDER=memory_order_relaxed: fails assertionFailure
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#ifndef ORDER
#define ORDER memory_order_acquire
#endif
#define VALUE_OF(x) _Generic((x), int: 0, unsigned: 0u)
#define wait_for(pointer, condition)                       \
  ({                                                       \
    typeof(pointer) _pointer = (pointer);                  \
    typeof(VALUE_OF(*_pointer)) VALUE;                     \
    do {                                                   \
      VALUE = atomic_load_explicit(_pointer, ORDER);       \
    } while (!(condition));                                \
    VALUE;                                                 \
  })
typedef atomic_uint *counter;
static atomic_uint ready;
static int data;
static void *writer(void *unused) {
  counter here = &ready;
  data = 4;
  atomic_fetch_add_explicit(here, 2, memory_order_release);
  return unused;
}
static void *reader(void *unused) {
  unsigned seen = wait_for(&ready, VALUE > 1);
  assert(seen == 2 && data == 4);
  return unused;
}
int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], 0, writer, 0);
  pthread_create(&threads[1], 0, reader, 0);
  pthread_join(threads[0], 0);
  pthread_join(threads[1], 0);
}
