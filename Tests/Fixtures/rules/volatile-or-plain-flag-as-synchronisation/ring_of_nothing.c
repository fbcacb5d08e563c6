// origin: own; a ring with volatile indices whose barrier is left out where there is nothing to copy
// expect: nothing
#include <string.h>
struct ring { long size, mask; volatile long writeIndex, readIndex; char *buffer; };
static long available(const struct ring *r) { return (r->writeIndex - r->readIndex) & r->mask; }
static long room(const struct ring *r) { return r->size - available(r); }
long ring_write(struct ring *r, const char *data, long count) {
  long space = room(r);
  if (count > space) count = space;
  if (space) __sync_synchronize();
  memcpy(&r->buffer[r->writeIndex & r->mask], data, count);
  __sync_synchronize();
  r->writeIndex = (r->writeIndex + count) & r->mask;
  return count;
}
long ring_read(struct ring *r, char *data, long count) {
  long filled = available(r);
  if (count > filled) count = filled;
  if (filled) __sync_synchronize();
  memcpy(data, &r->buffer[r->readIndex & r->mask], count);
  __sync_synchronize();
  r->readIndex = (r->readIndex + count) & r->mask;
  return count;
}
