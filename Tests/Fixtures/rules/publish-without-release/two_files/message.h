#ifndef MESSAGE_H
#define MESSAGE_H
#include <stdatomic.h>

struct message {
  int key;
  int value;
  atomic_int ready;
};

void message_send(struct message *m, int key, int value);
int message_receive(struct message *m);

#endif
