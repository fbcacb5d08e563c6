// origin: own; marks in the low bits of pointers into an array
// run: holds 2
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct item {
  int left, right;
  struct item *next;
};

static struct item items[3];
static _Atomic uintptr_t word;

#define READY ((uintptr_t)1)

static void *give(void *unused) {
  struct item *item = items + 1;
  item->left = 4;
  item->right = -4;
  item->next = item + 1;
  atomic_store_explicit(&word, (uintptr_t)item | READY, memory_order_release);
  return NULL;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, give, NULL);
  uintptr_t seen = atomic_load_explicit(&word, memory_order_acquire);
  if (seen & READY) {
    struct item *item = (struct item *)(seen & ~READY);
    assert(item == &items[1]);
    assert(item - items == 1 && item->next - items == 2);
    assert(item->left + item->right == 0);
  }
  pthread_join(thread, NULL);
  return 0;
}
