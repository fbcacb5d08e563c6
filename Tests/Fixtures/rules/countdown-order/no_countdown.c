// origin: own; what is taken away is not one, or nobody waits for nothing to be left
#include <stdatomic.h>

static int order, answer;
static atomic_int credits = 4, temperature = 20;

void spend(int value) {
  order = value;
  // expect@+1: publish-without-release "relaxed read-modify-write of 'credits'"
  atomic_fetch_sub_explicit(&credits, 4, memory_order_relaxed);
}

int serve(void) { return atomic_load_explicit(&credits, memory_order_acquire) == 0 ? order : -1; }

void cool(int value) {
  answer = value;
  // expect@+1: publish-without-release "acquire read-modify-write of 'temperature'"
  atomic_fetch_sub_explicit(&temperature, 1, memory_order_acquire);
}

int look(void) {
  return atomic_load_explicit(&temperature, memory_order_acquire) < 20 ? answer : -1;
}
