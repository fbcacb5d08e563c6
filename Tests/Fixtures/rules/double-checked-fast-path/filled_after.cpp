// origin: a table whose address is published before it is filled
#include <atomic>
#include <mutex>

class Table {
 public:
  static const Table &get() {
    Table *table = instance_.load(std::memory_order_acquire);
    if (table == nullptr) table = create();
    return *table;
  }
  int lower(unsigned char c) const { return lower_[c]; }

 private:
  static Table *create() {
    std::lock_guard<std::mutex> hold(building_);
    Table *table = instance_.load(std::memory_order_relaxed);
    if (table == nullptr) {
      table = new Table;
      instance_.store(table, std::memory_order_release);  // expect: double-checked-fast-path
      table->fill();
    }
    return table;
  }
  void fill() {
    for (int c = 0; c < 256; c++) lower_[c] = c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  int lower_[256];
  static std::atomic<Table *> instance_;
  static std::mutex building_;
};
