#ifndef LOCK_H
#define LOCK_H
#include <stdatomic.h>
#include <stdbool.h>

struct shm_lock {
  _Atomic unsigned *seq;
};

void shm_lock_attach(struct shm_lock *l, _Atomic unsigned *seq);
void write_lock(struct shm_lock *l);
void write_unlock(struct shm_lock *l);
unsigned read_begin(struct shm_lock *l);
bool read_validate(struct shm_lock *l, unsigned begin);

#endif
