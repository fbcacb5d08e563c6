// Double-checked initialisation, with the threads of C11.
// run: holds
// replace "acquire);  // fast" "relaxed);  // fast": fails dataRace
// replace "&instance, s, memory_order_release" "&instance, s, memory_order_relaxed": fails dataRace
#include <assert.h>
#include <threads.h>
#include <stdatomic.h>
#include <stdlib.h>

struct singleton {
  int a, b;
};
static _Atomic(struct singleton *) instance;
static mtx_t m;
static struct singleton *get(void) {
  struct singleton *s = atomic_load_explicit(&instance, memory_order_acquire);  // fast
  if (!s) {
    mtx_lock(&m);
    s = atomic_load_explicit(&instance, memory_order_relaxed);
    if (!s) {
      s = calloc(1, sizeof(*s));
      s->a = 1;
      s->b = 2;
      atomic_store_explicit(&instance, s, memory_order_release);
    }
    mtx_unlock(&m);
  }
  return s;
}

static int run(void *u) {
  struct singleton *s = get();
  assert(s->a + s->b == 3);
  return s->a;
}

int main(void) {
  thrd_t a, b;
  mtx_init(&m, mtx_plain);
  thrd_create(&a, run, NULL);
  thrd_create(&b, run, NULL);
  int r;
  thrd_join(a, &r);
  thrd_join(b, NULL);
  assert(r == 1);
  mtx_destroy(&m);
}
