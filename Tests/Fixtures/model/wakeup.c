// A condition variable, and a wake-up that is lost.
// run: holds
// run -DLOST: fails blockedForever
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool ready;

static void *wait(void *unused) {
  pthread_mutex_lock(&mutex);
#ifdef LOST
  pthread_cond_wait(&changed, &mutex);
#else
  while (!ready)
    pthread_cond_wait(&changed, &mutex);
#endif
  pthread_mutex_unlock(&mutex);
  return unused;
}

int main(void) {
  pthread_t waiter;
  pthread_create(&waiter, NULL, wait, NULL);
  pthread_mutex_lock(&mutex);
  ready = true;
  pthread_mutex_unlock(&mutex);
  pthread_cond_signal(&changed);
  pthread_join(waiter, NULL);
}
