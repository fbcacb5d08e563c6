// origin: on x86-64 a write barrier is one for the compiler; the macro's name says what it is elsewhere
// expect: nothing
#include <stdatomic.h>

#if defined(__x86_64__)
#define write_barrier() __asm__ __volatile__("" ::: "memory")
#define read_barrier() __asm__ __volatile__("" ::: "memory")
#else
#define write_barrier() atomic_thread_fence(memory_order_release)
#define read_barrier() atomic_thread_fence(memory_order_acquire)
#endif

static int data;
static atomic_int ready;

void produce(int value) {
  data = value;
  write_barrier();
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
}

int consume(void) {
  while (!atomic_load_explicit(&ready, memory_order_relaxed)) {}
  read_barrier();
  return data;
}
