// origin: the last owner leaves the mutex before it destroys what the mutex lies in
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
struct object { pthread_mutex_t lock; atomic_int references; };
void object_release(struct object *o) {
  pthread_mutex_lock(&o->lock);
  if (atomic_fetch_sub_explicit(&o->references, 1, memory_order_relaxed) == 1) {
    pthread_mutex_unlock(&o->lock);
    free(o);
  } else {
    pthread_mutex_unlock(&o->lock);
  }
}
