// origin: MP over the fields of an object, writer and reader in files of their own
// orders: STORE = relaxed release; LOAD = relaxed acquire
#include "message.h"

void message_send(struct message *m, int key, int value) {
  m->key = key;
  m->value = value;
  atomic_store_explicit(&m->ready, 1, STORE);  // expect[STORE=relaxed]: publish-without-release
}
