// origin: a slot that is looked at before it is taken in one step; a mailbox that one thread fills
// expect: nothing
#include <atomic>
#include <thread>
#include <vector>

struct Port {
  std::atomic<bool> leased{false};
  int peer = 0;
};

static Port ports[128];
static std::atomic<bool> full{false};
static int letter;

int lease(int peer) {
  for (int i = 0; i < 128; i++) {
    Port &port = ports[i];
    if (port.leased.load(std::memory_order_relaxed)) continue;
    if (port.leased.exchange(true, std::memory_order_acquire)) continue;
    port.peer = peer;
    return i;
  }
  return -1;
}

void give_back(int i) {
  ports[i].peer = 0;
  ports[i].leased.store(false, std::memory_order_release);
}

void send(int text) {
  if (full.load(std::memory_order_acquire)) return;
  letter = text;
  full.store(true, std::memory_order_release);
}

int receive() {
  if (!full.load(std::memory_order_acquire)) return 0;
  int text = letter;
  full.store(false, std::memory_order_release);
  return text;
}

int main() {
  std::vector<std::thread> clients;
  for (int id = 0; id < 4; id++) {
    clients.emplace_back([id] {
      int i = lease(id);
      if (i >= 0) give_back(i);
    });
  }
  std::thread reader([] { receive(); });
  for (int i = 0; i < 10; i++) send(i);
  reader.join();
  for (auto &client : clients) client.join();
}
