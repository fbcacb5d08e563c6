// What verification tools share: values out of nowhere, assumptions, thread results.
// run: holds 2
// run -DWRONG: fails assertionFailure at 27
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

int __VERIFIER_nondet_int(void);
void __VERIFIER_assume(int);
void __VERIFIER_assert(int);

atomic_int total;

void *add(void *argument) {
  atomic_fetch_add_explicit(&total, (int)(intptr_t)argument, memory_order_relaxed);
  return (void *)(intptr_t)((intptr_t)argument + 1);
}

int main(void) {
  int amount = __VERIFIER_nondet_int();
  __VERIFIER_assume(amount > 1);
  pthread_t thread;
  void *result;
  pthread_create(&thread, 0, add, (void *)(intptr_t)amount);
  pthread_join(thread, &result);
#ifdef WRONG
  __VERIFIER_assert(total == 2);
#else
  __VERIFIER_assert(total == amount && (intptr_t)result == amount + 1);
#endif
}
