#include <atomic>
#include <cstdlib>

struct buffer {
  std::atomic<int> references;
  int length;
};

void buffer_retain(struct buffer *b) {
  b->references.fetch_add(1, std::memory_order_relaxed);
}

void buffer_release(struct buffer *b) {
  if (b->references.fetch_sub(1, std::memory_order_release) == 1) {
    std::atomic_thread_fence(std::memory_order_acquire);
    free(b);
  }
}
