// origin: own; two functions start threads with one part of a global object, and a lock is given back plainly
#include <pthread.h>
#include <stdatomic.h>

struct queue {
  int pad;
  int flag;
};
struct program {
  int x;
  struct queue queue;
} program;

static void *writer(void *argument) {
  struct queue *queue = argument;
  queue->flag = 1;  // expect: mixed-plain-and-atomic
  return 0;
}

static void *reader(void *argument) {
  struct queue *queue = argument;
  return (void *)(long)__atomic_load_n(&queue->flag, __ATOMIC_ACQUIRE);
}

static pthread_t a, b;
void start_writer(void) { pthread_create(&a, 0, writer, &program.queue); }
void start_reader(void) { pthread_create(&b, 0, reader, &program.queue); }

int main(void) {
  start_writer();
  start_reader();
  pthread_join(a, 0);
  pthread_join(b, 0);
  return 0;
}

struct lock {
  int word;
};

void rw_spin_lock(struct lock *lock) {
  while (__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE)) continue;
}

void rw_spin_unlock(struct lock *lock) {
  lock->word = 0;  // expect: mixed-plain-and-atomic
}
