// origin: compilers do not follow an order through a constant
#include <stdatomic.h>

#define PUBLISH memory_order_release
enum { acquiring = memory_order_acquire };
static const memory_order releasing = memory_order_release;
static atomic_int x;

int by_constant(void) { return atomic_load_explicit(&x, releasing); }    // expect: invalid-load-store-order
int by_macro(void) { return atomic_load_explicit(&x, PUBLISH); }         // expect: invalid-load-store-order
void by_enumerator(void) { atomic_store_explicit(&x, 1, acquiring); }    // expect: invalid-load-store-order
void rightly(void) { atomic_store_explicit(&x, 1, releasing); }
