// origin: own; the caller has filled what the function publishes
struct sink {
  int level;
};

static struct sink *active;

struct sink *sink_swap(struct sink *sink) {
  return __sync_lock_test_and_set(&active, sink);  // expect: c-sync-builtin-half-barrier
}

int enabled(int level) {
  struct sink *sink = __atomic_load_n(&active, __ATOMIC_ACQUIRE);
  return sink && level <= sink->level;
}
