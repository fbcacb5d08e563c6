// origin: own; a thread that works until it is told to stop, by a plain flag
#include <pthread.h>
#include <stdatomic.h>
#include <semaphore.h>

static int running = 1;
static atomic_int rounds;
static pthread_t worker;

static void *work(void *unused) {
  while (running) {  // expect: volatile-or-plain-flag-as-synchronisation "running"
    atomic_fetch_add_explicit(&rounds, 1, memory_order_relaxed);
  }
  return unused;
}

void start(void) { pthread_create(&worker, 0, work, 0); }

void stop(void) {
  running = 0;
  pthread_join(worker, 0);
}

// Here the semaphore orders the two.
static int open = 1;
static sem_t jobs;

static void *serve(void *unused) {
  for (;;) {
    sem_wait(&jobs);
    if (!open) break;
    atomic_fetch_add_explicit(&rounds, 1, memory_order_relaxed);
  }
  return unused;
}

void begin(void) { pthread_create(&worker, 0, serve, 0); }

void finish(void) {
  open = 0;
  sem_post(&jobs);
}

// And here a lock.
static int busy = 1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *drain(void *unused) {
  pthread_mutex_lock(&lock);
  while (busy) {
    pthread_mutex_unlock(&lock);
    atomic_fetch_add_explicit(&rounds, 1, memory_order_relaxed);
    pthread_mutex_lock(&lock);
  }
  pthread_mutex_unlock(&lock);
  return unused;
}

void open_drain(void) { pthread_create(&worker, 0, drain, 0); }

void close_drain(void) {
  pthread_mutex_lock(&lock);
  busy = 0;
  pthread_mutex_unlock(&lock);
}
