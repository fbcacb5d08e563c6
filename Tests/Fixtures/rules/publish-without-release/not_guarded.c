// origin: own; programs that look like the ones in which weak orders are right
#include <pthread.h>
#include <stdatomic.h>

extern void use(int);

// Who copies a frame in is not who copies it out.
static int frame;
static atomic_int frame_ready;

void copy_frame_in(int value) {
  frame = value;
  atomic_store_explicit(&frame_ready, 1, memory_order_relaxed);  // expect: publish-without-release
}

int copy_frame_out(void) {
  while (!atomic_load_explicit(&frame_ready, memory_order_acquire)) continue;
  return frame;
}

// A thread that ends asserts nothing.
static int job;
static atomic_int job_ready;

void put_job(int value) {
  job = value;
  atomic_store_explicit(&job_ready, 1, memory_order_relaxed);  // expect: publish-without-release
}

void get_job(void) {
  if (!atomic_load_explicit(&job_ready, memory_order_acquire)) pthread_exit(0);
  use(job);
}

// Both sides are given the flag and the data.
struct flag {
  int number;
  atomic_int ready;
};
struct data {
  int x, y;
};

void produce(struct flag *flag, struct data *data) {
  data->x = 1;
  atomic_store_explicit(&flag->ready, 1, memory_order_relaxed);  // expect: publish-without-release
}

int consume(struct flag *flag, struct data *data) {
  while (!atomic_load_explicit(&flag->ready, memory_order_acquire)) continue;
  return data->x;
}

// Each side moves the same number on, when it is its turn.
static int ball;
static atomic_uint turn;

void ping(void) {
  unsigned seen = atomic_load_explicit(&turn, memory_order_acquire);
  if (!(seen & 1)) {
    ball = 1;
    atomic_store_explicit(&turn, seen + 1, memory_order_relaxed);  // expect: publish-without-release
  }
}

void pong(void) {
  unsigned seen = atomic_load_explicit(&turn, memory_order_acquire);
  if (seen & 1) {
    ball = 2;
    atomic_store_explicit(&turn, seen + 1, memory_order_relaxed);  // expect: publish-without-release
  }
}
