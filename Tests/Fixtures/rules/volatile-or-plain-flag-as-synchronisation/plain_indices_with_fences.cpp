// origin: a queue whose indices are plain and stand between fences
#include <atomic>

struct Queue {
  int front = 0;
  int tail = 0;
  int slots[64];

  bool put(int value) {
    int f = front;  // expect: volatile-or-plain-flag-as-synchronisation "'front' is plain"
    int t = tail;
    std::atomic_thread_fence(std::memory_order_acquire);
    if (((t + 1) & 63) == f) return false;
    slots[t] = value;
    std::atomic_thread_fence(std::memory_order_release);
    tail = (t + 1) & 63;
    return true;
  }

  bool take(int &value) {
    int f = front;
    int t = tail;  // expect: volatile-or-plain-flag-as-synchronisation "'tail' is plain"
    std::atomic_thread_fence(std::memory_order_acquire);
    if (f == t) return false;
    value = slots[f];
    std::atomic_thread_fence(std::memory_order_release);
    front = (f + 1) & 63;
    return true;
  }
};

bool put(Queue &q, int v) { return q.put(v); }
bool take(Queue &q, int &v) { return q.take(v); }
