// origin: a macro whose name promises a barrier and which is one for the compiler on every machine
#include <stdatomic.h>

#if defined(__GNUC__)
#define write_barrier() __asm__ __volatile__("" ::: "memory")
#endif

struct log {
  int lines[16];
  atomic_uint filled;
};

int emit(struct log *l, int line) {
  unsigned i = atomic_load_explicit(&l->filled, memory_order_relaxed);
  if (i == 16) return 0;
  l->lines[i] = line;
  write_barrier();  // expect: compiler-fence-between-threads
  atomic_store_explicit(&l->filled, i + 1, memory_order_relaxed);
  return 1;
}

int last(struct log *l) {
  unsigned end = atomic_load_explicit(&l->filled, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return end == 0 ? 0 : l->lines[end - 1];
}
