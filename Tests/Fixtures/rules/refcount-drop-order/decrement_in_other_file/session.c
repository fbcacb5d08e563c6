#include "count.h"
#include <stdlib.h>

struct session { struct count count; char *name; };

static void session_destroy(struct session *s) {
  free(s->name);
  free(s);
}

void session_put(struct session *s) {
  if (count_drop(&s->count)) session_destroy(s);
}
