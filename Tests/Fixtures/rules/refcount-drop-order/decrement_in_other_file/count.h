#ifndef COUNT_H
#define COUNT_H
#include <stdatomic.h>
#include <stdbool.h>

struct count { atomic_uint value; };

bool count_drop(struct count *c);

#endif
