#include "lock.h"

static void write_lock(struct shm_lock *l) {
	unsigned n = atomic_load_explicit(l->seq, memory_order_relaxed);
	atomic_store_explicit(l->seq, n + 1, memory_order_release);
}

static void write_unlock(struct shm_lock *l) {
	unsigned n = atomic_load_explicit(l->seq, memory_order_relaxed);
	atomic_store_explicit(l->seq, n + 1, memory_order_release);
}
