// origin: own; the last strip posts a semaphore, and is ordered after the others only if it acquires
// orders: DROP = release acq_rel
#include <semaphore.h>
#include <stdatomic.h>

struct frame { int rows[4]; atomic_int left; sem_t done; };
struct job { struct frame *frame; int strip; };

void *draw(void *argument) {
  struct job *job = argument;
  job->frame->rows[job->strip] = 3;
  if (atomic_fetch_sub_explicit(&job->frame->left, 1, DROP) == 1)  // expect[DROP=release]: countdown-order "does not acquire the work"
    sem_post(&job->frame->done);
  return 0;
}

int sum(struct frame *frame) {
  int sum = 0;
  sem_wait(&frame->done);
  for (int strip = 0; strip < 4; strip++) sum += frame->rows[strip];
  return sum;
}
