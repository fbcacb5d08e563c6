#include "message.h"

int message_receive(struct message *m) {
  if (!atomic_load_explicit(&m->ready, LOAD)) return -1;  // expect[LOAD=relaxed]: guard-load-without-acquire
  return m->key + m->value;
}
