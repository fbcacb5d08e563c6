#ifndef SHIM_H
#define SHIM_H
#include <stdatomic.h>
#include <stdbool.h>

struct shim_lock { _Atomic unsigned seq; };

void shim_write_begin(struct shim_lock *l);
void shim_write_end(struct shim_lock *l);
unsigned shim_read_begin(struct shim_lock *l);
bool shim_read_ok(struct shim_lock *l, unsigned begin);

#endif
