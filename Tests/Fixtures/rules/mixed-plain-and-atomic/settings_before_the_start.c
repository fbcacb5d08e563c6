// origin: own; settings of which one is stored plainly: before the program goes on, under the lock of
// those who read them, and of an object that only its owner knows yet
// expect: nothing
#include <pthread.h>

struct budget {
  unsigned per_second;
  unsigned per_caller;
};

static struct budget at_start, locked;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int may_call(unsigned now, unsigned mine) {
  if (now >= __atomic_load_n(&at_start.per_second, __ATOMIC_RELAXED)) return 0;
  return mine < __atomic_load_n(&at_start.per_caller, __ATOMIC_RELAXED);
}

static void *caller(void *argument) {
  while (may_call(1, 1)) continue;
  return argument;
}

int run(unsigned per_second, unsigned per_caller) {
  pthread_t thread;
  __atomic_store_n(&at_start.per_second, per_second, __ATOMIC_RELAXED);
  at_start.per_caller = per_caller;
  if (pthread_create(&thread, 0, caller, 0)) return -1;
  return pthread_join(thread, 0);
}

int may_wait(unsigned mine) {
  pthread_mutex_lock(&lock);
  int may = mine < __atomic_load_n(&locked.per_caller, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&lock);
  return may && __atomic_load_n(&locked.per_second, __ATOMIC_RELAXED) > 0;
}

void change_locked(unsigned per_second, unsigned per_caller) {
  pthread_mutex_lock(&lock);
  __atomic_store_n(&locked.per_second, per_second, __ATOMIC_RELAXED);
  locked.per_caller = per_caller;
  pthread_mutex_unlock(&lock);
}

void begin_call(struct budget *own, unsigned per_caller) {
  __atomic_store_n(&own->per_second, 1, __ATOMIC_RELAXED);
  own->per_caller = per_caller;
}
