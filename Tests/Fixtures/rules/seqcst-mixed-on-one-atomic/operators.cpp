// origin: an operator's seq_cst was not chosen; llvm reviews D51084
// expect: nothing
#include <atomic>

static std::atomic<int> version{0};

void bump() { version++; }
void reset() { version = 0; }
int current() { return version.load(std::memory_order_acquire); }
