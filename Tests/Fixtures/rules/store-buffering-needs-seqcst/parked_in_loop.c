// origin: a worker that parks again and again, and takes what there is before; the next round of those
// who bring work is no second look
// orders: PARK = relaxed seq_cst; LOOK = acquire seq_cst
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_ulong dirty;
static atomic_bool parked;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t kick = PTHREAD_COND_INITIALIZER;

static void mark(void) {
  atomic_fetch_add_explicit(&dirty, 1, memory_order_seq_cst);
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit(&parked, memory_order_seq_cst)) {
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&kick);
    pthread_mutex_unlock(&lock);
  }
}

static void park(void) {
  pthread_mutex_lock(&lock);
  atomic_store_explicit(&parked, true, PARK);  // expect[PARK=relaxed]: store-buffering-needs-seqcst
  // expect@+1[PARK=seq_cst, LOOK=acquire]: store-buffering-needs-seqcst
  while (atomic_load_explicit(&dirty, LOOK) == 0) pthread_cond_wait(&kick, &lock);
  atomic_store_explicit(&parked, false, memory_order_relaxed);
  pthread_mutex_unlock(&lock);
}

static void *worker(void *unused) {
  for (;;) {
    atomic_exchange_explicit(&dirty, 0, memory_order_acquire);
    park();
  }
  return unused;
}

static void *source(void *unused) {
  for (int i = 0; i < 1000; i++) mark();
  return unused;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, worker, NULL);
  pthread_create(&threads[1], NULL, source, NULL);
  pthread_join(threads[1], NULL);
  return 0;
}
