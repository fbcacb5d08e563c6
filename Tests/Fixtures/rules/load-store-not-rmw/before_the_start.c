// origin: own; what is counted here is counted while the graph is made: the same function changes what
// the workers read with nothing between
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct edge {
  struct node *to;
  struct edge *next;
};

struct node {
  atomic_uint waits_for;
  struct edge *out;
  struct node *next_ready;
  double value;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static struct node *ready_nodes;

void depends_on(struct node *later, struct node *earlier, struct edge *edge) {
  edge->to = later;
  edge->next = earlier->out;
  earlier->out = edge;
  unsigned count = atomic_load_explicit(&later->waits_for, memory_order_relaxed);
  atomic_store_explicit(&later->waits_for, count + 1, memory_order_relaxed);
}

static void ready(struct node *n) {
  pthread_mutex_lock(&lock);
  n->next_ready = ready_nodes;
  ready_nodes = n;
  pthread_cond_signal(&more);
  pthread_mutex_unlock(&lock);
}

void evaluated(struct node *n) {
  for (struct edge *e = n->out; e; e = e->next) {
    if (atomic_fetch_sub_explicit(&e->to->waits_for, 1, memory_order_acq_rel) == 1) ready(e->to);
  }
}
