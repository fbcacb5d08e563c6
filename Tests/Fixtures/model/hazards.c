// One failure of each kind.
// run -DUSE: fails useAfterFree at 21
// run -DTWICE: fails doubleFree at 24
// run -DNOTHING: fails invalidAccess at 27
// run -DDEADLOCK: fails blockedForever
// run -DABORT: fails unreachableReached at 36
// run -DUNLOCK: fails unlockOfUnlocked at 39
// run -DPRINT: unsupported at 42 "which is not defined in these files"
// run -DUNREACHED: holds 1
#include <pthread.h>
#include <stdlib.h>

int puts(const char *);
int surprise(int *);
pthread_mutex_t first, second;

static void *work(void *argument) {
#if defined USE
  int *number = malloc(sizeof *number);
  free(number);
  *number = 1;
#elif defined TWICE
  int *number = malloc(sizeof *number);
  free(number), free(number);
#elif defined NOTHING
  int *number = argument;
  *number = 1;
#elif defined DEADLOCK
  pthread_mutex_t *a = argument, *b = a == &first ? &second : &first;
  pthread_mutex_lock(a);
  pthread_mutex_lock(b);
  pthread_mutex_unlock(b);
  pthread_mutex_unlock(a);
#elif defined ABORT
  if (argument == NULL)
    abort();
#elif defined UNLOCK
  if (argument == NULL)
    pthread_mutex_unlock(&first);
#elif defined PRINT
  int number;
  surprise(&number);
#else
  if (argument != NULL)
    surprise(argument);
#endif
  puts("done");
  return NULL;
}

int main(void) {
  pthread_t thread;
#ifdef DEADLOCK
  pthread_create(&thread, NULL, work, &first);
  work(&second);
#else
  pthread_create(&thread, NULL, work, NULL);
#endif
  pthread_join(thread, NULL);
  return 0;
}
