// origin: a bucket's list is looked at before the bucket's own lock is taken
#include <atomic>

struct Item { Item *next; };

struct Bucket {
  std::atomic<unsigned> lock{0};
  Item *head = nullptr;

  void acquire() {
    while (lock.exchange(1, std::memory_order_acquire)) {}
  }
  void release() { lock.store(0, std::memory_order_release); }
};

Item *take(Bucket &bucket) {
  if (bucket.head == nullptr) return nullptr;  // expect: volatile-or-plain-flag-as-synchronisation
  bucket.acquire();
  Item *item = bucket.head;
  if (item) bucket.head = item->next;
  bucket.release();
  return item;
}
