#ifndef TELEMETRY_SEQLOCK_H
#define TELEMETRY_SEQLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* A sequence lock whose counter lives in shared memory. Even: stable. Odd: being written. */
struct shm_lock {
  _Atomic(uint32_t) *seq;
};

/* One writer at a time. Returns with the sequence odd. */
void write_lock(struct shm_lock *lock);
void write_unlock(struct shm_lock *lock);

/* Readers copy between the two calls, and start again if the second one returns false. */
uint32_t read_begin(const struct shm_lock *lock);
bool read_validate(const struct shm_lock *lock, uint32_t begin);

/* The same for the settings, which have a lock of their own. */
void settings_write_begin(_Atomic(uint32_t) *seq);
void settings_write_end(_Atomic(uint32_t) *seq);

#endif
