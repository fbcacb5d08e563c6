// origin: SEI CERT CON41-C; swiftlang/swift#40540
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct slot { atomic_int owner; int value; };

bool claim(struct slot *s, int me) {
  int nobody = 0;
  if (atomic_compare_exchange_weak(&s->owner, &nobody, me)) {  // expect: cas-weak-without-loop
    s->value = 0;
    return true;
  }
  return false;
}

void hand_over(struct slot *s, int me, int other) {
  int expected = me;
  if (!atomic_compare_exchange_weak(&s->owner, &expected, other)) {  // expect: cas-weak-without-loop "program ends"
    abort();
  }
}
