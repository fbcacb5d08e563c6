// origin: a ring's indices: each is written by one side, which reads its own plainly
// expect: nothing
struct ring { unsigned head; unsigned tail; int slots[16]; };

int ring_put(struct ring *r, int value) {
  unsigned head = r->head;
  if (head - __atomic_load_n(&r->tail, __ATOMIC_ACQUIRE) == 16) return 0;
  r->slots[head & 15] = value;
  __atomic_store_n(&r->head, head + 1, __ATOMIC_RELEASE);
  return 1;
}

int ring_take(struct ring *r, int *value) {
  unsigned tail = r->tail;
  if (__atomic_load_n(&r->head, __ATOMIC_ACQUIRE) == tail) return 0;
  *value = r->slots[tail & 15];
  __atomic_store_n(&r->tail, tail + 1, __ATOMIC_RELEASE);
  return 1;
}
