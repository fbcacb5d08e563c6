// origin: own; a request that threads come by when they are interrupted, after all of it is written
// expect: nothing
#include <stdatomic.h>

struct request { atomic_uint running; void (*spin)(void *); void *data; };

static struct request request;
static atomic_int interrupted[4];

void lead(void (*spin)(void *), void *data) {
  atomic_store_explicit(&request.running, 1, memory_order_release);
  request.spin = spin;
  request.data = data;
  for (int i = 0; i < 4; i++)
    atomic_store_explicit(&interrupted[i], 1, memory_order_release);
}

static void serve(void) {
  while (atomic_load_explicit(&request.running, memory_order_acquire)) request.spin(request.data);
}

void poll_interrupt(int i) {
  if (atomic_load_explicit(&interrupted[i], memory_order_acquire)) serve();
}
