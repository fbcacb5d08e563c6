// origin: own; a compare-exchange that takes a second share of what has one owner
// expect: nothing
#include <atomic>

struct Context {
  void post(void (*run)(void *), void *operation);
};

class Operation {
 public:
  explicit Operation(Context &context) : context(context) {}

  void request_stop() {
    char expected = 1;
    if (!owners.compare_exchange_strong(expected, 2, std::memory_order_relaxed)) return;
    cancel.run = &Operation::complete;
    context.post(cancel.run, this);
  }

  static void complete(void *pointer) {
    auto &self = *static_cast<Operation *>(pointer);
    if (self.owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    self.finish(self.result);
  }

 private:
  struct Cancel {
    void (*run)(void *) = nullptr;
  };
  Context &context;
  int result = 0;
  void (*finish)(int) = nullptr;
  std::atomic_char owners{1};
  Cancel cancel;
};
