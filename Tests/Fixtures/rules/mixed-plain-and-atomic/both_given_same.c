// origin: own; a watchdog reads plainly what the other thread changes, and changes it itself
#include <pthread.h>

struct session {
  int state;
  long packets;
};

static void *receive(void *argument) {
  struct session *session = argument;
  for (int i = 0; i < 100; i++) {
    int idle = 0;
    __atomic_compare_exchange_n(
        &session->state, &idle, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    __atomic_fetch_add(&session->packets, 1, __ATOMIC_RELAXED);
  }
  return 0;
}

static void *watch(void *argument) {
  struct session *session = argument;
  if (session->state != 2 &&  // expect: mixed-plain-and-atomic
      __atomic_load_n(&session->packets, __ATOMIC_RELAXED) == 0)
    __atomic_store_n(&session->state, 2, __ATOMIC_RELEASE);
  return 0;
}

int main(void) {
  static struct session session;
  pthread_t a, b;
  if (pthread_create(&a, 0, receive, &session) || pthread_create(&b, 0, watch, &session)) return 1;
  pthread_join(a, 0);
  pthread_join(b, 0);
  return 0;
}
