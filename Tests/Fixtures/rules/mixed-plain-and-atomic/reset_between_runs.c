// origin: setting up and resetting is done by one thread, by the name of what does it
// expect: nothing
struct stats { long packets; long bytes; };

void stats_reset(struct stats *s) {
  s->packets = 0;
  s->bytes = 0;
}

void stats_count(struct stats *s, long n) {
  __atomic_fetch_add(&s->packets, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&s->bytes, n, __ATOMIC_RELAXED);
}

long stats_packets(struct stats *s) { return __atomic_load_n(&s->packets, __ATOMIC_RELAXED); }
