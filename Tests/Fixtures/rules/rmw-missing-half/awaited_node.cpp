// orders: JOIN = acquire acq_rel
// origin: own; nodes that are initialised when they are declared, put in a queue by an exchange
#include <atomic>

struct Turn {
  std::atomic<Turn *> next{nullptr};
  std::atomic<bool> granted{false};
};

class Turnstile {
 public:
  void enter(Turn *mine) {
    mine->next.store(nullptr, std::memory_order_relaxed);
    mine->granted.store(false, std::memory_order_relaxed);
    Turn *before = last_.exchange(mine, JOIN);  // expect[JOIN=acquire]: rmw-missing-half "does not release the node"
    if (before == nullptr) return;
    before->next.store(mine, std::memory_order_release);
    while (!mine->granted.load(std::memory_order_acquire)) continue;
  }

  void leave(Turn *mine) {
    if (mine->next.load(std::memory_order_acquire) == nullptr) {
      Turn *expected = mine;
      if (last_.compare_exchange_strong(expected, nullptr, std::memory_order_release,
                                        std::memory_order_relaxed))
        return;
      while (mine->next.load(std::memory_order_acquire) == nullptr) continue;
    }
    mine->next.load(std::memory_order_acquire)->granted.store(true, std::memory_order_release);
  }

 private:
  std::atomic<Turn *> last_{nullptr};
};

void pass(Turnstile &gate) {
  Turn turn;
  gate.enter(&turn);
  gate.leave(&turn);
}
