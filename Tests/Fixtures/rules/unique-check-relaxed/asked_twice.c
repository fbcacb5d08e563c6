// origin: own, after the unregistering of a packet filter's extension
// orders: LAST = relaxed acquire
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct extension {
  atomic_uint refcnt;
  int options;
  struct extension *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct extension *extensions;

struct extension *extension_use(void) {
  pthread_mutex_lock(&lock);
  struct extension *extension = extensions;
  if (extension) atomic_fetch_add_explicit(&extension->refcnt, 1, memory_order_relaxed);
  pthread_mutex_unlock(&lock);
  return extension;
}

int extension_options(const struct extension *extension) { return extension->options; }

void extension_drop(struct extension *extension) {
  atomic_fetch_sub_explicit(&extension->refcnt, 1, memory_order_release);
}

bool extension_unregister(struct extension *extension) {
  if (atomic_load_explicit(&extension->refcnt, memory_order_relaxed) != 0) return false;
  pthread_mutex_lock(&lock);
  if (atomic_load_explicit(&extension->refcnt, LAST) != 0) {  // expect[LAST=relaxed]: unique-check-relaxed
    pthread_mutex_unlock(&lock);
    return false;
  }
  extensions = extension->next;
  pthread_mutex_unlock(&lock);
  free(extension);
  return true;
}
