// origin: a total that is changed plainly under the lock that all changes hold, and read without it
// expect: nothing
#include <pthread.h>
#include <stdint.h>

struct pool {
  pthread_mutex_t lock;
  uint64_t used;
};

void take(struct pool *p, uint64_t units) {
  pthread_mutex_lock(&p->lock);
  __atomic_store_n(&p->used, p->used + units, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&p->lock);
}

void give(struct pool *p, uint64_t units) {
  pthread_mutex_lock(&p->lock);
  __atomic_store_n(&p->used, p->used - units, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&p->lock);
}

uint64_t used(struct pool *p) { return __atomic_load_n(&p->used, __ATOMIC_RELAXED); }
