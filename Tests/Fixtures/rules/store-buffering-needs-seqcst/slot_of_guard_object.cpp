// orders: ANNOUNCE = release seq_cst
// origin: own; the constructor of a guard announces in a global slot, the other side has a fence
#include <atomic>
#include <vector>

struct Table {
  int version;
};

struct Slot {
  std::atomic<Table *> inUse{nullptr};
};

static Slot slots[4];
static std::atomic<Table *> current{nullptr};

class Use {
 public:
  explicit Use(Slot &slot) : slot_(slot) {
    Table *table = current.load(std::memory_order_acquire);
    for (;;) {
      slot_.inUse.store(table, ANNOUNCE);  // expect[ANNOUNCE=release]: store-buffering-needs-seqcst
      Table *again = current.load(std::memory_order_seq_cst);
      if (again == table) break;
      table = again;
    }
    table_ = table;
  }
  ~Use() { slot_.inUse.store(nullptr, std::memory_order_release); }
  int version() const { return table_->version; }

 private:
  Slot &slot_;
  Table *table_;
};

int version(int reader) {
  Use use(slots[reader]);
  return use.version();
}

static bool isInUse(const Table *table) {
  for (Slot &slot : slots)
    if (slot.inUse.load(std::memory_order_acquire) == table) return true;
  return false;
}

void replace(Table *table, std::vector<Table *> &retired) {
  retired.push_back(current.exchange(table, std::memory_order_seq_cst));
  std::atomic_thread_fence(std::memory_order_seq_cst);
  for (std::size_t i = 0; i < retired.size();) {
    if (isInUse(retired[i])) {
      ++i;
    } else {
      delete retired[i];
      retired[i] = retired.back();
      retired.pop_back();
    }
  }
}
