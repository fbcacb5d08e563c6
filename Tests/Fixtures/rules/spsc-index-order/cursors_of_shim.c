// origin: own; a pair of cursors lends the index of a slot, and the slots are their users'
// orders: ROOM = relaxed acquire
#include <stdatomic.h>
#include <stdint.h>
struct cursors { uint32_t capacity; _Atomic uint32_t written, taken; };
struct event { int status, note; };
struct queue { struct cursors *cursors; struct event *slots; };
static int32_t reserve(struct cursors *c) {
  uint32_t w = atomic_load_explicit(&c->written, memory_order_relaxed);
  uint32_t t = atomic_load_explicit(&c->taken, ROOM);  // expect[ROOM=relaxed]: spsc-index-order
  return w - t == c->capacity ? -1 : (int32_t)(w % c->capacity);
}
static void commit(struct cursors *c) {
  uint32_t w = atomic_load_explicit(&c->written, memory_order_relaxed);
  atomic_store_explicit(&c->written, w + 1, memory_order_release);
}
static int32_t peek(struct cursors *c) {
  uint32_t t = atomic_load_explicit(&c->taken, memory_order_relaxed);
  uint32_t w = atomic_load_explicit(&c->written, memory_order_acquire);
  return t == w ? -1 : (int32_t)(t % c->capacity);
}
static void drop(struct cursors *c) {
  uint32_t t = atomic_load_explicit(&c->taken, memory_order_relaxed);
  atomic_store_explicit(&c->taken, t + 1, memory_order_release);
}
int enqueue(struct queue *q, struct event e) {
  int32_t i = reserve(q->cursors);
  if (i < 0) return 0;
  q->slots[i] = e;
  commit(q->cursors);
  return 1;
}
int dequeue(struct queue *q, struct event *out) {
  int32_t i = peek(q->cursors);
  if (i < 0) return 0;
  *out = q->slots[i];
  drop(q->cursors);
  return 1;
}
