// origin: a copy-on-write string whose check stands in a function of its own
// orders: CHECK = relaxed acquire
#include <atomic>

class Text {
  struct Shared {
    std::atomic<unsigned> owners{1};
    char bytes[64];
  };

 public:
  Text(const Text &other) : shared_(other.shared_) {
    shared_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  ~Text() { release(shared_); }
  char at(unsigned i) const { return shared_->bytes[i]; }
  void set(unsigned i, char c) {
    own();
    shared_->bytes[i] = c;
  }

 private:
  static void release(Shared *s) {
    if (s->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete s;
  }
  void own() {
    if (shared_->owners.load(CHECK) == 1) return;  // expect[CHECK=relaxed]: unique-check-relaxed
    Shared *mine = new Shared;
    for (unsigned i = 0; i < 64; i++) mine->bytes[i] = shared_->bytes[i];
    release(shared_);
    shared_ = mine;
  }

  Shared *shared_;
};
