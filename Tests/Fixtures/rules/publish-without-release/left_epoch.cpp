// origin: own; a guard object leaves its epoch at the end of its scope
// orders: LEAVE = release relaxed
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

struct Zone { int serial = 0; };

class Epochs {
 public:
  struct Slot { std::atomic<std::uint64_t> epoch{0}; };

  class Guard {
   public:
    Guard(Epochs &epochs, std::size_t thread) : slot_(epochs.slots_[thread]) {
      slot_.epoch.store(epochs.global_.load(std::memory_order_relaxed), std::memory_order_release);
      std::atomic_thread_fence(std::memory_order_seq_cst);
    }
    ~Guard() { slot_.epoch.store(0, LEAVE); }  // expect[LEAVE=relaxed]: publish-without-release

   private:
    Slot &slot_;
  };

  void wait() {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const std::uint64_t target = global_.fetch_add(1, std::memory_order_acq_rel) + 1;
    for (Slot &slot : slots_) {
      for (;;) {
        const std::uint64_t epoch = slot.epoch.load(std::memory_order_acquire);
        if (epoch == 0 || epoch >= target) break;
      }
    }
  }

 private:
  std::atomic<std::uint64_t> global_{1};
  std::array<Slot, 8> slots_;
};

class Resolver {
 public:
  int serial(std::size_t thread) {
    Epochs::Guard guard(epochs_, thread);
    return zone_.load(std::memory_order_acquire)->serial;
  }

  void replace(Zone *fresh) {
    Zone *old = zone_.exchange(fresh, std::memory_order_acq_rel);
    epochs_.wait();
    delete old;
  }

 private:
  Epochs epochs_;
  std::atomic<Zone *> zone_{nullptr};
};
