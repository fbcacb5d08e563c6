// origin: own; a slot that is looked at and then taken, by threads that run the same code; where each
// begins to look is another place, and where it finds is not
#include <atomic>
#include <thread>
#include <vector>

struct Port {
  std::atomic<bool> leased{false};
  int peer = 0;
};

static Port ports[128];
static std::atomic<unsigned> hint{0};

int lease(int peer) {
  unsigned start = hint.fetch_add(1, std::memory_order_relaxed);
  for (unsigned k = 0; k < 128; k++) {
    unsigned i = (start + k) % 128;
    Port &port = ports[i];
    if (port.leased.load(std::memory_order_acquire)) continue;
    port.leased.store(true, std::memory_order_release);  // expect: load-store-not-rmw
    port.peer = peer;
    return static_cast<int>(i);
  }
  return -1;
}

void give_back(int i) {
  ports[i].peer = 0;
  ports[i].leased.store(false, std::memory_order_release);
}

int main() {
  std::vector<std::thread> clients;
  for (int id = 0; id < 4; id++) {
    clients.emplace_back([id] {
      int i = lease(id);
      if (i >= 0) give_back(i);
    });
  }
  for (auto &client : clients) client.join();
}
