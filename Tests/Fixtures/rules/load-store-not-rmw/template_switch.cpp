// origin: own; a template argument says that there is one writer, and the instantiation that is seen first has one
// expect: nothing
#include <atomic>
#include <thread>

template <class Derived> class Counts {
 public:
  unsigned next() {
    unsigned head;
    if (Derived::single_) {
      head = head_.load(std::memory_order_relaxed);
      head_.store(head + 1, std::memory_order_relaxed);
    } else {
      head = head_.fetch_add(1, std::memory_order_relaxed);
    }
    return head;
  }

 private:
  std::atomic<unsigned> head_{0};
};

template <bool Single> class Tickets : public Counts<Tickets<Single>> {
 public:
  static constexpr bool single_ = Single;
};

static Tickets<true> own;
static Tickets<false> shared;

static unsigned take_own() { return own.next(); }

int main() {
  unsigned first = take_own();
  std::thread one([] { shared.next(); }), two([] { shared.next(); });
  one.join();
  two.join();
  return first;
}
