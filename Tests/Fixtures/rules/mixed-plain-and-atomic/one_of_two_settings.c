// origin: own; of two settings that other threads read, one is stored atomically and one is forgotten
struct budget {
  unsigned per_second;
  unsigned per_caller;
};

struct budget budget = {1000, 10};

int may_call(unsigned now, unsigned mine) {
  if (now >= __atomic_load_n(&budget.per_second, __ATOMIC_RELAXED)) return 0;
  return mine < __atomic_load_n(&budget.per_caller, __ATOMIC_RELAXED);
}

void change_budget(unsigned per_second, unsigned per_caller) {
  __atomic_store_n(&budget.per_second, per_second, __ATOMIC_RELAXED);
  budget.per_caller = per_caller;  // expect: mixed-plain-and-atomic
}
