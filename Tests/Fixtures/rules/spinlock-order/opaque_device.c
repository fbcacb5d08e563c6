// orders: TAKE = relaxed acquire; GIVE = relaxed release
// origin: own; the bus is used by whoever sets the flag, and by nobody else
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct bus {
  atomic_bool busy;
  int (*transfer)(struct bus *, const void *, size_t);
};

int bus_send(struct bus *bus, const void *bytes, size_t size) {
  if (atomic_exchange_explicit(&bus->busy, true, TAKE)) return -1;  // expect[TAKE=relaxed,GIVE=relaxed]: spinlock-order
  int sent = bus->transfer(bus, bytes, size);
  atomic_store_explicit(&bus->busy, false, GIVE);
  return sent;
}
