// orders: CHECK = relaxed acquire
// origin: own; what nobody owns is freed under the lock under which it is found, and dropped without it
#include <atomic>
#include <mutex>

struct Session {
  std::atomic<int> references{0};
  char buffer[64];
};

class Table {
 public:
  Session *find() {
    std::lock_guard<std::mutex> guard(mutex_);
    if (session_) session_->references.fetch_add(1, std::memory_order_relaxed);
    return session_;
  }

  void drop(Session *session) {
    if (session->references.fetch_sub(1, std::memory_order_acq_rel) == 1) collect();
  }

  void collect() {
    std::lock_guard<std::mutex> guard(mutex_);
    if (session_ && session_->references.load(CHECK) == 0) {  // expect[CHECK=relaxed]: unique-check-relaxed "may be destroyed"
      delete session_;
      session_ = nullptr;
    }
  }

 private:
  std::mutex mutex_;
  Session *session_ = nullptr;
};
