// origin: each client counts in the slot that it is given (guard G9), or takes
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>

struct client {
  atomic_long requests;
};

static struct client clients[4], takers[4];
static atomic_int next;

static void *client(void *arg) {
  struct client *me = arg;
  for (int i = 0; i < 100; i++)
    atomic_store_explicit(
        &me->requests, atomic_load_explicit(&me->requests, memory_order_relaxed) + 1,
        memory_order_relaxed);
  return 0;
}

static void *taker(void *unused) {
  int me = atomic_fetch_add(&next, 1);
  atomic_long *requests = &takers[me].requests;
  atomic_store_explicit(
      requests, atomic_load_explicit(requests, memory_order_relaxed) + 1, memory_order_relaxed);
  return 0;
}

int main(void) {
  pthread_t threads[8];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, client, &clients[i]);
  for (int i = 4; i < 8; i++) pthread_create(&threads[i], 0, taker, 0);
  for (int i = 0; i < 8; i++) pthread_join(threads[i], 0);
  return 0;
}
