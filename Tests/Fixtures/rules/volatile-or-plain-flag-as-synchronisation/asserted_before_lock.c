// origin: own, after a store of shared messages: its one writer asserts what only it takes away
// expect: nothing
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct box {
  pthread_mutex_t lock;
  int *copy;
};

void box_release(struct box *box) {
  assert(box->copy);
  pthread_mutex_lock(&box->lock);
  free(box->copy);
  box->copy = NULL;
  pthread_mutex_unlock(&box->lock);
}
