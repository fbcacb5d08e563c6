#ifndef SHIM_H
#define SHIM_H
#include <stdbool.h>

void shim_set_ready(void);
bool shim_is_ready(void);

#endif
