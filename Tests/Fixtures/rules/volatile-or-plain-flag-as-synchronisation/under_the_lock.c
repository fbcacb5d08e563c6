// origin: a volatile flag under a lock, and a stop flag that is read with the lock held
// expect: nothing
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static volatile int full;
static int stopping, value;

void put(int v) {
  pthread_mutex_lock(&mutex);
  value = v;
  full = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
}

int take(void) {
  pthread_mutex_lock(&mutex);
  while (!full && !stopping) pthread_cond_wait(&changed, &mutex);
  full = 0;
  int v = value;
  pthread_mutex_unlock(&mutex);
  return v;
}

void stop(void) {
  pthread_mutex_lock(&mutex);
  stopping = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}
