// The queue of Michael and Scott, without reclamation.
// run: holds
// replace "next, node, memory_order_release" "next, node, memory_order_relaxed": fails dataRace
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct node {
  int value;
  _Atomic(struct node *) next;
} node_t;
typedef struct {
  _Atomic(node_t *) head;
  _Atomic(node_t *) tail;
} queue_t;
static queue_t queue;
static node_t *new_node(int v) {
  node_t *n = (node_t *)malloc(sizeof(node_t));
  n->value = v;
  atomic_init(&n->next, NULL);
  return n;
}

void init_queue(queue_t *q) {
  node_t *d = new_node(0);
  atomic_init(&q->head, d);
  atomic_init(&q->tail, d);
}

void enqueue(queue_t *q, int v) {
  node_t *node = new_node(v), *tail, *next;
  while (true) {
    tail = atomic_load_explicit(&q->tail, memory_order_acquire);
    next = atomic_load_explicit(&tail->next, memory_order_acquire);
    if (tail != atomic_load_explicit(&q->tail, memory_order_acquire)) continue;
    if (next == NULL) {
      if (atomic_compare_exchange_strong_explicit(&tail->next, &next, node, memory_order_release,
          memory_order_relaxed)) break;
    } else {
      atomic_compare_exchange_strong_explicit(&q->tail, &tail, next, memory_order_release,
          memory_order_relaxed);
    }
  }
  atomic_compare_exchange_strong_explicit(&q->tail, &tail, node, memory_order_release,
      memory_order_relaxed);
}

bool dequeue(queue_t *q, int *out) {
  node_t *head, *tail, *next;
  while (true) {
    head = atomic_load_explicit(&q->head, memory_order_acquire);
    tail = atomic_load_explicit(&q->tail, memory_order_acquire);
    next = atomic_load_explicit(&head->next, memory_order_acquire);
    if (atomic_load_explicit(&q->head, memory_order_acquire) != head) continue;
    if (head == tail) {
      if (next == NULL) return false;
      atomic_compare_exchange_strong_explicit(&q->tail, &tail, next, memory_order_release,
          memory_order_relaxed);
    } else {
      *out = next->value;
      if (atomic_compare_exchange_strong_explicit(&q->head, &head, next, memory_order_release,
          memory_order_relaxed)) return true;
    }
  }
}

static void *producer(void *a) {
  enqueue(&queue, 7);
  return NULL;
}

static void *consumer(void *a) {
  int v = 0;
  if (dequeue(&queue, &v)) assert(v == 7);
  return NULL;
}

int main() {
  init_queue(&queue);
  pthread_t a, b;
  pthread_create(&a, NULL, producer, NULL);
  pthread_create(&b, NULL, consumer, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return 0;
}
