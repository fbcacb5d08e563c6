// origin: own; an index whose upper bits count the visits of its node
// expect: nothing
#include <atomic>
#include <cstdint>

struct Entry {
  std::atomic<std::uint32_t> next;
  int value;
};

class Entries {
 public:
  std::uint32_t take() {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    while (head != 0 && !head_.compare_exchange_weak(
                            head, at(head)->next.load(std::memory_order_relaxed),
                            std::memory_order_acquire)) {
    }
    return head;
  }

  void put(std::uint32_t index) {
    index = (index & 0xffff) | ((index + 0x10000) & 0xffff0000);
    std::uint32_t head = head_.load(std::memory_order_relaxed);
    do {
      at(index)->next.store(head, std::memory_order_relaxed);
    } while (!head_.compare_exchange_weak(head, index, std::memory_order_release,
                                          std::memory_order_relaxed));
  }

 private:
  Entry *at(std::uint32_t index) { return &entries_[index & 0xffff]; }

  std::atomic<std::uint32_t> head_{0};
  Entry entries_[64];
};

std::uint32_t take(Entries &entries) { return entries.take(); }
void put(Entries &entries, std::uint32_t index) { entries.put(index); }
