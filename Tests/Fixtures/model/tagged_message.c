// A message of one of several kinds, handed over as a whole.
// run: holds
// run -DBUG: fails dataRace
#include <assert.h>
#include <stdatomic.h>
#ifdef BUG
#define ORD memory_order_relaxed
#else
#define ORD memory_order_release
#endif
enum kind { NONE, NUMBER, PAIR, TEXT };
struct message {
  enum kind kind;
  union {
    int number;
    struct { short first, second; } pair;
    const char *text;
  } u;
};
static struct message box;
static atomic_int full;
static void send(const struct message *m) { box = *m; atomic_store_explicit(&full, 1, ORD); }
// orderlint:thread
static void *producer(void *arg) {
  struct message m = { .kind = PAIR };
  m.u.pair.first = 3;
  m.u.pair.second = -4;
  send(&m);
  return 0;
}
// orderlint:thread
static void *consumer(void *arg) {
  if (!atomic_load_explicit(&full, memory_order_acquire)) return 0;
  struct message m = box;
  switch (m.kind) {
  case NUMBER: assert(m.u.number >= 0); break;
  case PAIR: assert(m.u.pair.first == 3 && m.u.pair.second == -4); break;
  case TEXT: case NONE: default: assert(0 && "kind");
  }
  return 0;
}
