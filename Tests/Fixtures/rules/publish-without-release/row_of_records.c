// origin: own; the address of a record in a row, filled and then installed
// orders: INSTALL = relaxed release
#include <stdatomic.h>
#include <stddef.h>

struct setting {
  unsigned rate;
  unsigned layers;
};

struct device {
  struct setting *row;
  size_t used, size;
  _Atomic(struct setting *) current;
};

static struct setting *next_in_row(struct device *device) {
  return device->used < device->size ? &device->row[device->used++] : NULL;
}

int retune(struct device *device, unsigned rate) {
  struct setting *setting = next_in_row(device);
  if (!setting) return -1;
  setting->rate = rate;
  setting->layers = rate > 1500 ? 3 : 1;
  atomic_store_explicit(&device->current, setting, INSTALL);  // expect[INSTALL=relaxed]: publish-without-release
  return 0;
}

unsigned budget(struct device *device) {
  const struct setting *setting =
      atomic_load_explicit(&device->current, memory_order_acquire);
  return setting ? setting->rate / setting->layers : 0;
}
