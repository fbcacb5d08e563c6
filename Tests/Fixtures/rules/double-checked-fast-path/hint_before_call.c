// origin: own; a look that only saves a call, and all that is used is used under the lock
// expect: nothing
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_closed = false;
static int users;

static void close_once(void) {
  pthread_mutex_lock(&lock);
  if (!is_closed) {
    is_closed = true;
    users = 0;
  }
  pthread_mutex_unlock(&lock);
}

int leave(void) {
  pthread_mutex_lock(&lock);
  const int left = --users;
  pthread_mutex_unlock(&lock);
  if (!is_closed) close_once();
  return left;
}
