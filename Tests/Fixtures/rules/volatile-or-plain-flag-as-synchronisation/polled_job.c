// origin: own; who made the object polls it after it has given it to a thread
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct job { int found; volatile int finished; };

static void *search(void *given) {
  struct job *job = given;
  job->found = 5;
  job->finished = 1;  // expect: volatile-or-plain-flag-as-synchronisation
  return NULL;
}

static struct job *start(void) {
  struct job *job = calloc(1, sizeof *job);
  pthread_t thread;
  if (!job) return NULL;
  if (pthread_create(&thread, NULL, search, job)) {
    free(job);
    return NULL;
  }
  pthread_detach(thread);
  return job;
}

static int poll_job(struct job *job) {
  if (!job->finished) return 0;
  printf("%d\n", job->found);
  free(job);
  return 1;
}

int main(void) {
  struct job *job = start();
  if (!job) return 1;
  do
    puts("...");
  while (!poll_job(job));
  return 0;
}
