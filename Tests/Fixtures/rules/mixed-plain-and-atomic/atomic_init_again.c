// origin: atomic_init is no access that others could meet
// expect: nothing
#include <stdatomic.h>

struct task { atomic_int error; int frame; };

void task_begin(struct task *t, int frame) {
  t->frame = frame;
  atomic_init(&t->error, 0);
}

int task_failed(struct task *t) { return atomic_load(&t->error) != 0; }
void task_fail(struct task *t) { atomic_fetch_or(&t->error, 1); }
