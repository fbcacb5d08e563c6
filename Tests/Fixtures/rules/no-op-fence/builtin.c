// origin: GCC manual, Built-in Functions for Memory Model Aware Atomic Operations
void nothing(void) { __atomic_thread_fence(__ATOMIC_RELAXED); }  // expect: no-op-fence
void something(void) { __atomic_thread_fence(__ATOMIC_ACQ_REL); }
void everything(void) { __sync_synchronize(); }
