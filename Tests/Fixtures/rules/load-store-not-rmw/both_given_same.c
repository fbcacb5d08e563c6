// origin: own; two threads of different code are given one object
#include <pthread.h>
#include <stdatomic.h>

struct tally {
  atomic_int count;
};

static void *by_one(void *argument) {
  struct tally *tally = argument;
  int seen = atomic_load(&tally->count);
  atomic_store(&tally->count, seen + 1);  // expect: load-store-not-rmw
  return 0;
}

static void *by_two(void *argument) {
  struct tally *tally = argument;
  int seen = atomic_load(&tally->count);
  atomic_store(&tally->count, seen + 2);  // expect: load-store-not-rmw
  return 0;
}

int main(void) {
  struct tally tally;
  atomic_init(&tally.count, 0);
  pthread_t a, b;
  pthread_create(&a, 0, by_one, &tally);
  pthread_create(&b, 0, by_two, &tally);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return 0;
}
