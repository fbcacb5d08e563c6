// origin: readers count themselves in on a stripe before they use what a pointer names; who replaces it
// waits until every stripe was seen empty
// orders: ENTER = acquire seq_cst; LOAD = acquire seq_cst
#include <atomic>
#include <mutex>

struct Table { int guest; };
struct Stripe { std::atomic<int> inside{0}; };

class Tables {
 public:
  int read(unsigned stripe) {
    Stripe &mine = stripes_[stripe % 8];
    mine.inside.fetch_add(1, ENTER);  // expect[ENTER=acquire]: store-buffering-needs-seqcst
    // expect@-1[ENTER=acquire]: seqcst-mixed-on-one-atomic
    // expect@+1[ENTER=seq_cst, LOAD=acquire]: store-buffering-needs-seqcst
    const Table *now = current_.load(LOAD);
    // expect@-1[LOAD=acquire]: seqcst-mixed-on-one-atomic
    int value = now->guest;
    mine.inside.fetch_sub(1, std::memory_order_release);
    return value;
  }
  void replace(int value) {
    std::lock_guard<std::mutex> hold(replacing_);
    Table *old = current_.exchange(new Table{value}, std::memory_order_seq_cst);
    for (auto &stripe : stripes_)
      while (stripe.inside.load(std::memory_order_seq_cst) != 0) {
      }
    delete old;
  }

 private:
  std::atomic<Table *> current_;
  Stripe stripes_[8];
  std::mutex replacing_;
};
