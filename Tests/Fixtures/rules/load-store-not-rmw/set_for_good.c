// origin: own; words that are found unset and then set for good, by who is to be the first
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

static atomic_bool claimed;

bool claim(void) {
  if (atomic_load(&claimed)) return false;
  atomic_store(&claimed, true);  // expect: load-store-not-rmw "claimed"
  return true;
}

static atomic_bool taken;

bool take(void) { return !atomic_exchange(&taken, true); }

struct request {
  atomic_bool done;
  void (*finished)(struct request *);
};

void request_finish(struct request *request) {
  if (atomic_load_explicit(&request->done, memory_order_acquire)) return;
  atomic_store_explicit(&request->done, true, memory_order_release);  // expect: load-store-not-rmw "done"
  request->finished(request);
}

// Who is told twice does not mind.
static atomic_bool noticed;

void notice(void) {
  if (!atomic_load_explicit(&noticed, memory_order_relaxed)) {
    atomic_store_explicit(&noticed, true, memory_order_relaxed);
  }
}

// The owner of the thread starts it and ends it.
static atomic_bool running;
static pthread_t worker;

static void *work(void *unused) {
  while (atomic_load_explicit(&running, memory_order_acquire)) {}
  return unused;
}

bool start(void) {
  if (atomic_load(&running)) return false;
  atomic_store(&running, true);
  pthread_create(&worker, NULL, work, NULL);
  return true;
}

// The lock makes it one step.
static atomic_bool opened;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

bool open_once(void) {
  bool isFirst = false;
  pthread_mutex_lock(&lock);
  if (!atomic_load_explicit(&opened, memory_order_relaxed)) {
    atomic_store_explicit(&opened, true, memory_order_release);
    isFirst = true;
  }
  pthread_mutex_unlock(&lock);
  return isFirst;
}

static atomic_uint ticket;

unsigned next_ticket(void) {
  unsigned number = atomic_load(&ticket);
  atomic_fetch_add(&ticket, 1);  // expect: load-store-not-rmw "ticket"
  return number;
}

unsigned own_ticket(void) { return atomic_fetch_add(&ticket, 1); }
