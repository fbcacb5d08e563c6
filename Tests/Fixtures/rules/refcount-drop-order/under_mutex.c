// origin: the counter is only touched with the mutex held, which orders the uses
// expect: nothing
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct object { atomic_int references; };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void object_release(struct object *o) {
  pthread_mutex_lock(&mutex);
  int before = atomic_fetch_sub_explicit(&o->references, 1, memory_order_relaxed);
  pthread_mutex_unlock(&mutex);
  if (before == 1) free(o);
}
