// origin: own; who alone turns the buffers round fills the one that is not shown
// orders: SHOW = release relaxed
#include <stdatomic.h>
#include <string.h>

struct block { unsigned long requests, errors; };
struct stats {
  struct block blocks[2];
  atomic_uint shown, seen;
};

void count(struct stats *stats, int failed) {
  unsigned turn = atomic_load_explicit(&stats->shown, memory_order_relaxed);
  struct block *block = &stats->blocks[(turn + 1) & 1];
  block->requests++;
  block->errors += failed != 0;
}

int turn(struct stats *stats) {
  unsigned turn = atomic_load_explicit(&stats->shown, memory_order_relaxed);
  if (atomic_load_explicit(&stats->seen, memory_order_acquire) != turn) return 0;
  memset(&stats->blocks[turn & 1], 0, sizeof stats->blocks[0]);
  atomic_store_explicit(&stats->shown, turn + 1, SHOW);  // expect[SHOW=relaxed]: spsc-index-order
  return 1;
}

int show(struct stats *stats, struct block *out) {
  unsigned seen = atomic_load_explicit(&stats->seen, memory_order_relaxed);
  unsigned turn = atomic_load_explicit(&stats->shown, memory_order_acquire);
  if (turn == seen) return 0;
  *out = stats->blocks[turn & 1];
  atomic_store_explicit(&stats->seen, turn, memory_order_release);
  return 1;
}
