// expect: nothing
// Ends of a ring in a class that wraps an atomic: in the text of a template, the conversions are
// not to be seen.
// origin: a queue of blocks for one reader and one writer
#include <atomic>

namespace ring {

template <typename T>
class relaxed_cell {
 public:
  relaxed_cell() : value() {}
  template <typename U>
  relaxed_cell &operator=(U &&x) {
    value.store(x, std::memory_order_relaxed);
    return *this;
  }
  operator T() const { return value.load(std::memory_order_relaxed); }

 private:
  std::atomic<T> value;
};

template <typename T>
class queue {
  struct block {
    T data[16];
    relaxed_cell<int> front;
    relaxed_cell<int> tail;
  };
  relaxed_cell<block *> last;

 public:
  bool push(T const &element) {
    block *b = last;
    int tail = b->tail;
    int front = b->front;
    if ((tail + 1) % 16 == front) return false;
    std::atomic_thread_fence(std::memory_order_acquire);
    b->data[tail] = element;
    std::atomic_thread_fence(std::memory_order_release);
    b->tail = (tail + 1) % 16;
    return true;
  }

  bool pop(T &element) {
    block *b = last;
    int front = b->front;
    int tail = b->tail;
    if (front == tail) return false;
    std::atomic_thread_fence(std::memory_order_acquire);
    element = b->data[front];
    std::atomic_thread_fence(std::memory_order_release);
    b->front = (front + 1) % 16;
    return true;
  }
};

}  // namespace ring
