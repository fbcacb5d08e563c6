// origin: the same ring buffer as it was written before there were atomics; works, if by custom only
// expect: nothing
#include <stddef.h>
#include <string.h>

struct ring { char *bytes; volatile size_t head; volatile size_t tail; size_t mask; };

size_t ring_write(struct ring *r, const char *from, size_t n) {
  size_t room = (r->tail - r->head - 1) & r->mask;
  if (room == 0) return 0;
  if (n > room) n = room;
  __sync_synchronize();
  memcpy(&r->bytes[r->head], from, n);
  __sync_synchronize();
  r->head = (r->head + n) & r->mask;
  return n;
}

size_t ring_read(struct ring *r, char *to, size_t n) {
  size_t ready = (r->head - r->tail) & r->mask;
  if (ready == 0) return 0;
  if (n > ready) n = ready;
  __sync_synchronize();
  memcpy(to, &r->bytes[r->tail], n);
  __sync_synchronize();
  r->tail = (r->tail + n) & r->mask;
  return n;
}
