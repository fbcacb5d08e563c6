// origin: GCC manual, Built-in Functions for Memory Model Aware Atomic Operations

static int x;
static char busy;

int get(void) { return __atomic_load_n(&x, __ATOMIC_RELEASE); }  // expect: invalid-load-store-order "release"
void set(void) { __atomic_store_n(&x, 1, __ATOMIC_ACQUIRE); }    // expect: invalid-load-store-order "acquire"
void leave(void) { __atomic_clear(&busy, __ATOMIC_ACQ_REL); }    // expect: invalid-load-store-order "acq_rel"
int count(void) { return __atomic_exchange_n(&x, 0, __ATOMIC_RELEASE); }
