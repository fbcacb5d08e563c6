// A ticket lock: the word it gives out is taken apart with a union.
// run: holds
// run -DBUG: fails dataRace
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>
#ifdef BUG
#define REL memory_order_relaxed
#else
#define REL memory_order_release
#endif
typedef union {
  uint32_t whole;
  struct { uint16_t next; uint16_t owner; } part;
} ticket_t;
static _Atomic uint32_t lockword;
static int counter;
static void lock(void) {
  ticket_t t;
  t.whole = atomic_fetch_add_explicit(&lockword, 1, memory_order_acquire);
  uint16_t mine = t.part.next;
  while (t.part.owner != mine)
    t.whole = atomic_load_explicit(&lockword, memory_order_acquire);
}
static void unlock(void) {
  atomic_fetch_add_explicit(&lockword, 1u << 16, REL);
}
static void *run(void *arg) {
  (void)arg;
  lock();
  counter++;
  unlock();
  return NULL;
}
int main(void) {
  pthread_t t[2];
  for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, run, NULL);
  for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
  assert(counter == 2);
  return 0;
}
