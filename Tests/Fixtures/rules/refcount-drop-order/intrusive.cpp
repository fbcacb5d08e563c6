// origin: an intrusive reference count; Boost.Atomic's example
// orders: DROP = relaxed acquire release acq_rel seq_cst
#include <atomic>

class Buffer {
  std::atomic<int> count_{1};
  int* data_ = new int[4];

 public:
  ~Buffer() { delete[] data_; }

  void retain() { count_.fetch_add(1, std::memory_order_relaxed); }

  void release() {
    if (count_.fetch_sub(1, DROP) == 1) delete this;  // expect[DROP=relaxed|acquire|release]: refcount-drop-order
  }
};
