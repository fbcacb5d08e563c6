// origin: own; where each thread begins to look is another place, and where it finds is not
#include <array>
#include <atomic>
#include <thread>

struct Port {
  std::atomic<bool> leased{false};
  int peer = 0;
};

static std::array<Port, 8> ports;
static std::atomic<unsigned> hint{0};

static Port *lease(int peer) {
  unsigned start = hint.fetch_add(1, std::memory_order_relaxed);
  for (unsigned k = 0; k < ports.size(); ++k) {
    Port &port = ports[(start + k) % ports.size()];
    if (port.leased.load(std::memory_order_acquire)) continue;
    port.leased.store(true, std::memory_order_release);  // expect: load-store-not-rmw
    port.peer = peer;
    return &port;
  }
  return nullptr;
}

static void run(int peer) {
  for (int i = 0; i < 100; ++i)
    if (Port *port = lease(peer)) {
      port->peer = 0;
      port->leased.store(false, std::memory_order_release);
    }
}

int main() {
  std::thread threads[4];
  for (int id = 0; id < 4; ++id) threads[id] = std::thread(run, id);
  for (auto &thread : threads) thread.join();
}
