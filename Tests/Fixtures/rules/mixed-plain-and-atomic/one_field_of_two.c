// origin: own; of the numbers that are stored together, one is read plainly
#include <stdlib.h>

struct limits {
  unsigned long body;
  unsigned long rate;
};

struct limits *limits_new(unsigned long body, unsigned long rate) {
  struct limits *limits = malloc(sizeof *limits);
  if (!limits) abort();
  limits->body = body;
  limits->rate = rate;
  return limits;
}

void limits_reload(struct limits *limits, unsigned long body, unsigned long rate) {
  __atomic_store_n(&limits->body, body, __ATOMIC_RELAXED);
  __atomic_store_n(&limits->rate, rate, __ATOMIC_RELAXED);
}

unsigned long limits_rate(const struct limits *limits) {
  return __atomic_load_n(&limits->rate, __ATOMIC_RELAXED);
}

int limits_body_fits(const struct limits *limits, unsigned long size) {
  return size <= limits->body;  // expect: mixed-plain-and-atomic
}
