// origin: own, the fence is in a function that calls itself, or in one of many blocks
#include <stdatomic.h>

void trace(int);

static atomic_int flag, hint, mark, note;
static int data, extra, other;

static void publish(int depth) {
  if (depth > 0) {
    publish(depth - 1);
    return;
  }
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&flag, 1, memory_order_release);
}

#define STEP(n) \
  if (level == n) trace(n);
#define STEPS(n) STEP(n) STEP(n + 1) STEP(n + 2) STEP(n + 3) STEP(n + 4) STEP(n + 5)
#define MANY(n) STEPS(n) STEPS(n + 6) STEPS(n + 12) STEPS(n + 18)

static void order_writes(int level) {
  MANY(0) MANY(24) MANY(48)
  atomic_thread_fence(memory_order_release);
}

static void order_nothing(int level) {
  MANY(0) MANY(24) MANY(48)
  if (atomic_load_explicit(&note, memory_order_relaxed) > level) trace(level);
}

void produce(int depth) {
  data = 42;
  publish(depth);
  atomic_store_explicit(&hint, 1, memory_order_relaxed);
}

int consume(void) {
  if (atomic_load_explicit(&hint, memory_order_acquire)) return data;
  return 0;
}

void produce_extra(int level) {
  extra = 42;
  order_writes(level);
  atomic_store_explicit(&mark, 1, memory_order_relaxed);
}

int consume_extra(void) {
  if (atomic_load_explicit(&mark, memory_order_acquire)) return extra;
  return 0;
}

void produce_other(int level) {
  other = 42;
  order_nothing(level);
  atomic_store_explicit(&note, 1, memory_order_relaxed);  // expect: publish-without-release
}

int consume_other(void) {
  if (atomic_load_explicit(&note, memory_order_acquire)) return other;
  return 0;
}
