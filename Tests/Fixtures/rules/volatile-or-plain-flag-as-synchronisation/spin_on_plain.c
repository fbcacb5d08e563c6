// origin: the compiler may read the flag once
#include <pthread.h>
#include <sched.h>

struct job { int done; int result; };

static void *work(void *argument) {
  struct job *job = argument;
  job->result = 42;
  job->done = 1;  // note: "written here"
  return 0;
}

int run(struct job *job) {
  pthread_t worker;
  pthread_create(&worker, 0, work, job);
  while (!job->done) {  // expect: volatile-or-plain-flag-as-synchronisation "waits for 'done'"
    sched_yield();
  }
  return job->result;
}
