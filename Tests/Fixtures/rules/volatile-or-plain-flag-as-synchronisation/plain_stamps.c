// origin: two counters around a copy, none of them atomic; the writer finds its object by a part of it
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct port { int id; };
struct times { int64_t now, ticks, delay; };

struct player {
  int direction;
  struct port port;
  uint32_t opened, closed;
  struct times times;
};

static atomic_ulong processed;

int process(struct port *port, int64_t now, int64_t ticks) {
  struct player *p = (struct player *)((char *)port - offsetof(struct player, port));
  p->opened++;  // note: "written here"
  p->times.now = now;
  p->times.ticks = ticks;
  p->closed = p->opened;
  atomic_fetch_add_explicit(&processed, 1, memory_order_relaxed);
  return 0;
}

void get_times(struct player *p, struct times *times) {
  uint32_t seen;
  do {
    seen = p->closed;
    *times = p->times;
  } while (p->opened != seen);
  //       ^~~~~~~~~ expect: volatile-or-plain-flag-as-synchronisation "process() wrote meanwhile"
}
