// origin: Treiber's stack as a template that nobody instantiates
// orders: PUSH = relaxed release; POP = relaxed acquire
#include <atomic>

template <class T>
class Stack {
  struct Node {
    T value;
    Node* next;
    explicit Node(const T& v) : value(v), next(nullptr) {}
  };
  std::atomic<Node*> head_{nullptr};

 public:
  void push(const T& value) {
    auto* node = new Node(value);
    node->next = head_.load(std::memory_order_relaxed);
    while (!head_.compare_exchange_weak(node->next, node, PUSH, std::memory_order_relaxed)) {}  // expect[PUSH=relaxed]: publish-without-release "relaxed compare-exchange of"
  }

  T take_all() {
    auto node = head_.exchange(nullptr, POP);  // expect[POP=relaxed]: rmw-missing-half
    T sum{};
    for (; node; node = node->next) sum += node->value;
    return sum;
  }
};
