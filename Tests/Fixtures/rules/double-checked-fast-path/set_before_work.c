// origin: the first calls of memory allocators
// Work to be done once, behind a plain flag that is set before it.
#include <stdatomic.h>

long page_size(void);
static atomic_int threads_alive;
static long granularity;

static int initialized;

void allocator_thread_initialize(void) { atomic_fetch_add(&threads_alive, 1); }

int allocator_initialize(void) {
  if (initialized) {
    allocator_thread_initialize();
    return 0;
  }
  initialized = 1;  // expect: double-checked-fast-path "'initialized'"
  granularity = page_size();
  allocator_thread_initialize();
  return granularity > 0;
}

// Called by what each thread calls first.
static _Bool has_keys;

static void make_keys(void) {
  if (has_keys) return;
  has_keys = 1;  // expect: double-checked-fast-path "'has_keys'"
  granularity = page_size();
}
void thread_init(void) {
  make_keys();
  atomic_fetch_add(&threads_alive, 1);
}

// Nothing says that threads come here: the program calls it once.
static int is_open;

void open_log(void) {
  if (is_open) return;
  is_open = 1;
  granularity = page_size();
}

// What is cleared again keeps the function from being called by itself.
static int is_busy;

static void run_busy(void) {
  if (is_busy) return;
  is_busy = 1;
  granularity = page_size();
  is_busy = 0;
}
void thread_register(void) { run_busy(); }

// One thread takes it.
static atomic_int taken;

static void take(void) {
  if (atomic_exchange(&taken, 1)) return;
  granularity = page_size();
}
void thread_attach(void) { take(); }
