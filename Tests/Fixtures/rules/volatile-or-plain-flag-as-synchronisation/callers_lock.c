// origin: a function that gives its caller's lock back for a while and takes it again
// expect: nothing
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int nesting, flags;

void yield_to_others(void) {
  if (nesting) return;
  nesting++;
  if (!flags) flags = 1;
  pthread_mutex_unlock(&mutex);
  pthread_mutex_lock(&mutex);
  if (flags) flags = 0;
  nesting--;
}
