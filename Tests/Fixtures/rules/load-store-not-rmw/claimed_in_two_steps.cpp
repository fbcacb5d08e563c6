// origin: a slot that is looked at and then taken, by threads that run the same code
#include <atomic>
#include <thread>
#include <vector>

struct Port {
  std::atomic<bool> leased{false};
  int peer = 0;
};

static Port ports[128];

int lease(int peer) {
  for (int i = 0; i < 128; i++) {
    Port &port = ports[i];
    if (port.leased.load(std::memory_order_acquire)) continue;
    port.leased.store(true, std::memory_order_release);  // expect: load-store-not-rmw
    port.peer = peer;
    return i;
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
