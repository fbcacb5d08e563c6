// origin: own, code that is not in view is given the whole record
// expect: nothing
#include <stdatomic.h>

struct line {
  atomic_int hits;
  int capacity;
};
struct page {
  struct line line;
  int number;
};
struct report {
  atomic_int lines;
};

static struct page page;

void register_page(void *);
void print_report(struct report *);

void init(void) { register_page(&page); }

void hit(void) { atomic_fetch_add(&page.line.hits, 1); }

void add_line(struct report *r) {
  atomic_fetch_add(&r->lines, 1);
  print_report(r);
}
