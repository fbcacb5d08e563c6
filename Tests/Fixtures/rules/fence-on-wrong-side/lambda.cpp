// origin: a fence orders what is before it with the atomic store after it
#include <atomic>
#include <thread>

static int data;
static std::atomic<bool> ready{false};

int receive() {
  while (!ready.load(std::memory_order_acquire)) {}
  return data;
}

void send() {
  std::thread sender([] {
    data = 42;
    ready.store(true, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);  // expect: fence-on-wrong-side
  });
  receive();
  sender.join();
}
