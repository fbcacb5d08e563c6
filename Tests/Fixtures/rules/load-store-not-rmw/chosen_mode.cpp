// origin: a queue whose push takes one step or two, as its type says how many push; atomic_queue
// expect: nothing
#include <atomic>

template <class Derived>
class Queue {
 public:
  unsigned push() {
    unsigned head;
    if (Derived::single) {
      head = head_.load(std::memory_order_relaxed);
      head_.store(head + 1, std::memory_order_relaxed);
    } else {
      head = head_.fetch_add(1, std::memory_order_relaxed);
    }
    return head;
  }

 private:
  std::atomic<unsigned> head_{0};
};
