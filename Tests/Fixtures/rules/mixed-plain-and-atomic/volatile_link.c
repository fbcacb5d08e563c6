// origin: the single-producer variant of a queue links a node with a plain store
#include <stdlib.h>

struct node { struct node *volatile next; int value; };
struct queue { struct node *volatile head; struct node *tail; };

void queue_push(struct queue *q, int value) {
  struct node *n = malloc(sizeof *n);
  n->value = value;
  n->next = 0;
  struct node *last = __atomic_exchange_n(&q->head, n, __ATOMIC_ACQ_REL);
  __atomic_store_n(&last->next, n, __ATOMIC_RELEASE);
}

void queue_push_single(struct queue *q, int value) {
  struct node *n = malloc(sizeof *n);
  n->value = value;
  n->next = 0;
  struct node *last = q->head;
  q->head = n;  // expect: volatile-or-plain-flag-as-synchronisation
  last->next = n;  // expect: volatile-or-plain-flag-as-synchronisation
}

int queue_pop(struct queue *q) {
  struct node *first = q->tail;
  struct node *next = __atomic_load_n(&first->next, __ATOMIC_ACQUIRE);
  if (!next) return -1;
  q->tail = next;
  return next->value;
}
