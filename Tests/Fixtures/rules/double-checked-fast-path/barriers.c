// origin: before there were atomics: barriers around a plain flag
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>

static int init_done, key;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int get_key(void) {
  if (!init_done) {
    pthread_mutex_lock(&mutex);
    if (!init_done) {
      key = 7;
      atomic_thread_fence(memory_order_release);
      init_done = 1;
    }
    pthread_mutex_unlock(&mutex);
  }
  atomic_thread_fence(memory_order_acquire);
  return key;
}
