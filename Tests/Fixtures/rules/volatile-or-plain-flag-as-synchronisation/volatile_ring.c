// origin: a ring buffer for one reader and one writer with volatile indices
#include <stddef.h>
#include <string.h>

struct ring { char *bytes; volatile size_t head; volatile size_t tail; size_t mask; };

size_t ring_write(struct ring *r, const char *from, size_t n) {
  size_t room = (r->tail - r->head - 1) & r->mask;  // expect: volatile-or-plain-flag-as-synchronisation "'tail'"
  if (room == 0) return 0;
  if (n > room) n = room;
  memcpy(&r->bytes[r->head], from, n);
  r->head = (r->head + n) & r->mask;  // expect: volatile-or-plain-flag-as-synchronisation "'head'"
  return n;
}

size_t ring_read(struct ring *r, char *to, size_t n) {
  size_t ready = (r->head - r->tail) & r->mask;
  if (ready == 0) return 0;
  if (n > ready) n = ready;
  memcpy(to, &r->bytes[r->tail], n);
  r->tail = (r->tail + n) & r->mask;
  return n;
}
