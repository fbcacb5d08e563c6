// origin: own; two bits of one word, of which neither test depends on the other
// expect: nothing
#include <stdint.h>

struct session {
  uint32_t flags;
};

static inline int is_set(struct session *session, uint32_t mask) {
  return (__atomic_load_n(&session->flags, __ATOMIC_RELAXED) & mask) != 0;
}

#define IS_SET(session, mask) \
  ((__atomic_load_n(&(session)->flags, __ATOMIC_RELAXED) & (mask)) != 0)

int skips(struct session *session) {
  if (!IS_SET(session, 1u) && !IS_SET(session, 2u)) return 1;
  return 0;
}

int tests(struct session *session) { return is_set(session, 4u) || is_set(session, 8u); }

void mark(struct session *session) {
  __atomic_or_fetch(&session->flags, 1u, __ATOMIC_RELAXED);
}
