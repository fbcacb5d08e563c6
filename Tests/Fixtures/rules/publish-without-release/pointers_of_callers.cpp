// origin: slots through which threads take each other's cached objects; rocksdb
// orders: IN = relaxed release; OUT = relaxed acquire
#include <atomic>

class Slot {
 public:
  void reset(void *p) { m_pointer.store(p, IN); }  // expect[IN=relaxed,OUT=relaxed]: publish-without-release
  void *swap(void *p) { return m_pointer.exchange(p, OUT); }

 private:
  std::atomic<void *> m_pointer{nullptr};
};
