// origin: the first program about threads
#include <pthread.h>

static volatile int count;
static volatile int own;

static void *work(void *argument) {
  for (int i = 0; i < 1000; i++) count++;  // expect: load-store-not-rmw "volatile"
  return argument;
}

// One thread counts, others look.
static void *observe(void *argument) {
  own++;
  return argument;
}

int main(void) {
  pthread_t first, second, third;
  pthread_create(&first, 0, work, 0);
  pthread_create(&second, 0, work, 0);
  pthread_create(&third, 0, observe, 0);
  int seen = own;
  pthread_join(first, 0);
  pthread_join(second, 0);
  pthread_join(third, 0);
  return count + seen;
}
