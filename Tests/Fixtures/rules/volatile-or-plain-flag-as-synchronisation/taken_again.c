// origin: own, after a socket server: a handle counts how often its owner has taken the lock it points to
// expect: nothing
#include <pthread.h>

struct held {
  pthread_mutex_t *lock;
  int count;
};

void held_enter(struct held *held) {
  if (held->count == 0) pthread_mutex_lock(held->lock);
  ++held->count;
}

int held_try(struct held *held) {
  if (held->count == 0) {
    if (pthread_mutex_trylock(held->lock) != 0) return 0;
  }
  ++held->count;
  return 1;
}

void held_leave(struct held *held) {
  --held->count;
  if (held->count <= 0) pthread_mutex_unlock(held->lock);
}
