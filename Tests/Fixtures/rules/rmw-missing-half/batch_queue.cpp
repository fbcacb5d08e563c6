// orders: PUT = release acq_rel
// origin: own; a chain of messages is put behind the last one, whose own null may come after the link
#include <atomic>

struct Message {
  std::atomic<Message *> next{nullptr};
  int length = 0;
};

class Mailbox {
 public:
  explicit Mailbox(Message *stub) : back_(stub) {}

  void deliver(Message *first, Message *last) {
    last->next.store(nullptr, std::memory_order_relaxed);
    Message *before = back_.exchange(last, PUT);  // expect[PUT=release]: rmw-missing-half "does not acquire the node it takes the place of"
    before->next.store(first, std::memory_order_release);
  }

 private:
  std::atomic<Message *> back_;
};

void send(Mailbox &box, Message *first, Message *last) { box.deliver(first, last); }
