// origin: only owners of the lock write; others read without it
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int users;

void enter(void) {
  pthread_mutex_lock(&lock);
  atomic_fetch_add_explicit(&users, 1, memory_order_relaxed);
  pthread_mutex_unlock(&lock);
}

void leave(void) {
  pthread_mutex_lock(&lock);
  int now = atomic_load_explicit(&users, memory_order_relaxed);
  atomic_store_explicit(&users, now - 1, memory_order_relaxed);
  pthread_mutex_unlock(&lock);
}

int user_count(void) { return atomic_load_explicit(&users, memory_order_relaxed); }
