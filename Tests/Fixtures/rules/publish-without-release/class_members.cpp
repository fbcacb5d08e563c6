// origin: message passing (MP) between the methods of a class
// orders: STORE = relaxed release; LOAD = relaxed acquire
#include <atomic>

class Mailbox {
 public:
  void put(int value) {
    value_ = value;  // note[STORE=relaxed]: "written here"
    ready_.store(true, STORE);  // expect[STORE=relaxed]: publish-without-release "relaxed write of 'ready_'"
  }

  int get() const {
    while (!ready_.load(LOAD)) {}  // expect[LOAD=relaxed]: guard-load-without-acquire "relaxed read of 'ready_'"
    return value_;  // note[STORE=relaxed]: "read here"
  }

 private:
  int value_ = 0;
  std::atomic<bool> ready_{false};
};
