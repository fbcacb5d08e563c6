// origin: loops that read and pause without waiting for anybody
// expect: nothing
#include <pthread.h>
#include <unistd.h>

struct node { struct node *next; int key; };
struct list { struct node *first; int length; int limit; };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

struct node *find(struct list *l, int key) {
  struct node *n = l->first;
  while (n && n->key != key) n = n->next;
  return n;
}

int count(struct list *l) {
  int found = 0;
  for (int i = 0; i < l->length; i++) found += i & 1;
  return found;
}

void pause_often(struct list *l) {
  int left = l->limit;
  while (left--) usleep(1);
}

void grow(struct list *l, struct node *n) {
  pthread_mutex_lock(&mutex);
  n->next = l->first;
  l->first = n;
  l->length++;
  l->limit = 2 * l->length;
  pthread_mutex_unlock(&mutex);
}
