// origin: own; who takes out of the ring may put back what it took, before the next one or behind the last
// expect: nothing
#include <stdatomic.h>
#include <stdint.h>

struct fifo {
  _Atomic uint32_t taken, put;
  uint32_t ids[64];
  uint64_t bytes_out;
};

static int waiting(struct fifo *fifo, uint32_t *index) {
  *index = atomic_load_explicit(&fifo->taken, memory_order_relaxed);
  return (int)(atomic_load_explicit(&fifo->put, memory_order_acquire) - *index);
}

void put(struct fifo *fifo, uint32_t id) {
  const uint32_t index = atomic_load_explicit(&fifo->put, memory_order_relaxed);
  fifo->ids[index & 63] = id;
  atomic_store_explicit(&fifo->put, index + 1, memory_order_release);
}

int take(struct fifo *fifo, uint32_t *id) {
  uint32_t index;
  if (waiting(fifo, &index) < 1) return -1;
  *id = fifo->ids[index & 63];
  atomic_store_explicit(&fifo->taken, index + 1, memory_order_release);
  fifo->bytes_out += 4096;
  return 0;
}

int put_back(struct fifo *fifo, uint32_t id) {
  uint32_t index;
  if (waiting(fifo, &index) < 0) return -1;
  index -= 1;
  fifo->ids[index & 63] = id;
  fifo->bytes_out -= 4096;
  atomic_store_explicit(&fifo->taken, index, memory_order_release);
  return 0;
}

int take_if(struct fifo *fifo, int (*wanted)(uint32_t), uint32_t *id) {
  if (take(fifo, id)) return -1;
  if (wanted(*id)) return 0;
  put(fifo, *id);
  return -1;
}
