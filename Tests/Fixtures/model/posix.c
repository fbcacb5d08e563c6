// What threads wait for each other with besides mutexes, in POSIX.
// run: holds
// run -DBARRIER=1: fails assertionFailure
// run -DUNLOCKED: fails dataRace
// run -DUNPOSTED: fails blockedForever
// run -DUNHELD: fails assertionFailure at 36
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#ifndef BARRIER
#define BARRIER 2
#endif

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static sem_t done;
static int cells[2], a, b, ready;

static void prepare(void) { ready++; }

static void *reader(void *argument) {
  pthread_once(&once, prepare);
  assert(ready == 1);
  cells[0] = 1;
  pthread_barrier_wait(&barrier);
  assert(cells[1] == 2);
#ifndef UNLOCKED
  pthread_rwlock_rdlock(&lock);
#endif
  assert(a == b);
#ifndef UNLOCKED
  pthread_rwlock_unlock(&lock);
#ifdef UNHELD
  pthread_rwlock_unlock(&lock);
#endif
#endif
#ifndef UNPOSTED
  sem_post(&done);
#endif
  return argument;
}

static void *writer(void *argument) {
  pthread_once(&once, prepare);
  cells[1] = 2;
  int serial = pthread_barrier_wait(&barrier);
  assert(serial == 0 || serial == PTHREAD_BARRIER_SERIAL_THREAD);
  assert(cells[0] == 1);
  if (pthread_rwlock_trywrlock(&lock) != 0) pthread_rwlock_wrlock(&lock);
  a++;
  b++;
  pthread_rwlock_unlock(&lock);
  sem_post(&done);
  return argument;
}

int main(void) {
  pthread_t threads[2];
  sem_init(&done, 0, 0);
  pthread_barrier_init(&barrier, NULL, BARRIER);
  pthread_create(&threads[0], NULL, reader, NULL);
  pthread_create(&threads[1], NULL, writer, NULL);
  sem_wait(&done);
  sem_wait(&done);
  assert(a == 1 && b == 1 && ready == 1);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  pthread_barrier_destroy(&barrier);
}
