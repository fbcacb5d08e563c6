// Bit-fields in a row are one memory location (C11 3.14), unless a width of 0 stands between them.
// run: holds
// run -DBUG: fails dataRace
#include <assert.h>
struct flags { unsigned ready : 1; unsigned mode : 3; int level : 4;
#ifndef BUG
  unsigned : 0;
#endif
  unsigned other : 8; };
static struct flags f;
// orderlint:thread
static void a(void) { f.ready = 1; f.mode = 9; f.level = -3; }
// orderlint:thread
static void b(void) { f.other += 255; f.other++; }
// orderlint:final
static void check(void) { assert(f.ready == 1 && f.mode == 1 && f.level == -3 && f.other == 0); }
