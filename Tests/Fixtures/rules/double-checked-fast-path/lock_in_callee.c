// origin: own; what initializes takes the lock and looks again by itself
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_ready = false;
static int kind;

static void prepare(void) {
  pthread_mutex_lock(&lock);
  if (is_ready) {
    pthread_mutex_unlock(&lock);
    return;
  }
  is_ready = true;
  kind = 3;
  pthread_mutex_unlock(&lock);
}

int make(int size) {
  if (!is_ready) prepare();  // expect: double-checked-fast-path
  return size * kind;
}
