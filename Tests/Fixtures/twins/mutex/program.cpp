#include <atomic>
#include <mutex>

std::mutex mutex;
int total;
std::atomic<int> version;

void add(int amount) {
  std::lock_guard<std::mutex> guard(mutex);
  total = total + amount;
  version.store(total, std::memory_order_release);
}
