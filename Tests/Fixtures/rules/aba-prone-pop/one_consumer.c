// origin: one thread pops: what it holds nobody else takes
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct node { struct node *next; int value; };
static _Atomic(struct node *) top;
static int sum;

static void push(int value) {
  struct node *n = malloc(sizeof *n);
  n->value = value;
  struct node *head = atomic_load_explicit(&top, memory_order_relaxed);
  do {
    n->next = head;
  } while (!atomic_compare_exchange_weak_explicit(
    &top, &head, n, memory_order_release, memory_order_relaxed));
}

static struct node *pop(void) {
  struct node *n = atomic_load_explicit(&top, memory_order_acquire);
  while (n && !atomic_compare_exchange_weak_explicit(
    &top, &n, n->next, memory_order_acquire, memory_order_acquire)) {
  }
  return n;
}

static void *producer(void *arg) {
  for (int i = 0; i < 100; i++) push(i);
  return arg;
}

static void *consumer(void *arg) {
  for (int i = 0; i < 100;) {
    struct node *n = pop();
    if (!n) continue;
    sum += n->value;
    free(n);
    i++;
  }
  return arg;
}

int main(void) {
  pthread_t p[2], c;
  pthread_create(&p[0], 0, producer, 0);
  pthread_create(&p[1], 0, producer, 0);
  pthread_create(&c, 0, consumer, 0);
  pthread_join(p[0], 0);
  pthread_join(p[1], 0);
  pthread_join(c, 0);
  return sum;
}
