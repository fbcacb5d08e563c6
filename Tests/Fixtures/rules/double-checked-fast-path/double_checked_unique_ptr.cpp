// origin: double-checked creation of an object that a unique_ptr owns
// orders: FAST = relaxed acquire
#include <atomic>
#include <memory>
#include <mutex>

struct Table {
  int size = 0;
};

class Cache {
  std::mutex mutex_;
  std::unique_ptr<Table> owned_;
  std::atomic<Table*> table_{nullptr};

 public:
  int size() {
    Table* table = table_.load(FAST);  // expect[FAST=relaxed]: double-checked-fast-path
    if (!table) {
      std::lock_guard guard(mutex_);
      table = table_.load(std::memory_order_relaxed);
      if (!table) {
        table = new Table;
        table->size = 42;
        owned_.reset(table);
        table_.store(table, std::memory_order_release);
      }
    }
    return table->size;
  }
};
