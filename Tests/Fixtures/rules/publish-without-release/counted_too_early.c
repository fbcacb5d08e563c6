// origin: tables that grow
// A count that includes an element before it is written: no order can mend that.
#include <pthread.h>
#include <stdatomic.h>

struct entry {
  int key, value;
};
static struct entry entries[64];
static atomic_int count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void insert(int key, int value) {
  pthread_mutex_lock(&mutex);
  int index = atomic_load_explicit(&count, memory_order_relaxed);
  atomic_store_explicit(&count, index + 1, memory_order_release);  // expect: publish-without-release "counts"
  entries[index].key = key;
  entries[index].value = value;
  pthread_mutex_unlock(&mutex);
}

int value_at(int index) {
  if (index >= atomic_load_explicit(&count, memory_order_acquire)) return -1;
  return entries[index].value;
}

// Written first, then counted.
static struct entry sound[64];
static atomic_int sound_count;

void insert_sound(int key, int value) {
  pthread_mutex_lock(&mutex);
  int index = atomic_load_explicit(&sound_count, memory_order_relaxed);
  sound[index].key = key;
  sound[index].value = value;
  atomic_store_explicit(&sound_count, index + 1, memory_order_release);
  pthread_mutex_unlock(&mutex);
}

int sound_value_at(int index) {
  if (index >= atomic_load_explicit(&sound_count, memory_order_acquire)) return -1;
  return sound[index].value;
}

// Places are claimed; readers look at what says that one is filled.
struct slot {
  int value;
  atomic_int is_full;
};
static struct slot slots[64];
static atomic_int claimed;

void claim(int value) {
  int index = atomic_fetch_add_explicit(&claimed, 1, memory_order_acq_rel);
  slots[index].value = value;
  atomic_store_explicit(&slots[index].is_full, 1, memory_order_release);
}

int slot_value(int index) {
  if (index >= atomic_load_explicit(&claimed, memory_order_acquire)) return -1;
  if (!atomic_load_explicit(&slots[index].is_full, memory_order_acquire)) return -1;
  return slots[index].value;
}

// Numbers that threads claim; who adds them up comes when all have ended.
static int results[64];
static atomic_int filled;

void add_result(int value) {
  int index = atomic_fetch_add_explicit(&filled, 1, memory_order_relaxed);
  results[index] = value;
}

int sum_of_results(void) {
  int sum = 0;
  int end = atomic_load_explicit(&filled, memory_order_relaxed);
  for (int i = 0; i < end; i++) sum += results[i];
  return sum;
}
