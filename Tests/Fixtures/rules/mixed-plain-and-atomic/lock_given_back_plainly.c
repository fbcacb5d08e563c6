// origin: a flag taken by compare-exchange and given back by an assignment
struct gate { int owner; int visits; };

int gate_try_lock(struct gate *g) {
  int expected = 0;
  return __atomic_compare_exchange_n(&g->owner, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

void gate_unlock(struct gate *g) {
  g->owner = 0;  // expect: mixed-plain-and-atomic "plain write of 'owner'"
}
