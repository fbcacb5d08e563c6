#ifndef TELEMETRY_SAMPLES_H
#define TELEMETRY_SAMPLES_H

#include "seqlock.h"

/* The last sample of one sensor. `value` belongs to `time`: a reader must never see one without
   the other. The fields are atomic because readers may run into a writer; the lock tells them. */
struct sample_slot {
  struct shm_lock lock;
  _Atomic(int64_t) time;
  _Atomic(int64_t) value;
};

void sample_put(struct sample_slot *slot, int64_t time, int64_t value);
void sample_get(struct sample_slot *slot, int64_t *time, int64_t *value);

struct settings {
  _Atomic(uint32_t) seq;
  _Atomic(int64_t) interval;
  _Atomic(int64_t) limit;
};

void settings_put(struct settings *settings, int64_t interval, int64_t limit);
void settings_get(struct settings *settings, int64_t *interval, int64_t *limit);

#endif
