// origin: the barrier of a thread pool
// orders: CHECKIN = relaxed acquire release acq_rel seq_cst
#include <stdatomic.h>

struct pool {
  atomic_uint active;
  atomic_uint has_active;
};

void check_in(struct pool *p) {
  // expect@+1[CHECKIN!=acq_rel|seq_cst]: countdown-order "may say that all are done"
  if (atomic_fetch_sub_explicit(&p->active, 1, CHECKIN) - 1 == 0) {
    atomic_store_explicit(&p->has_active, 0, memory_order_release);  // note: "says so"
  }
}
