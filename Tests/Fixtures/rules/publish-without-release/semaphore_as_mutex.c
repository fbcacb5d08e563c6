// origin: own, a semaphore that each thread takes and gives back is a mutex; who does not take it
// has no order
#include <semaphore.h>
#include <stdatomic.h>

static sem_t turn;
static atomic_int ready, open;
static int data, config;

void put(int value) {
  sem_wait(&turn);
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
  sem_post(&turn);
}

int take(void) {
  int found = -1;
  sem_wait(&turn);
  if (atomic_load_explicit(&ready, memory_order_relaxed)) found = data;
  sem_post(&turn);
  return found;
}

void configure(int value) {
  sem_wait(&turn);
  config = value;
  atomic_store_explicit(&open, 1, memory_order_relaxed);  // expect: publish-without-release
  sem_post(&turn);
}

int configured(void) {
  if (!atomic_load_explicit(&open, memory_order_acquire)) return -1;
  return config;
}
