// origin: message passing (MP)
// What functions out of view do to memory whose address they are given, by their declarations.
#include <pthread.h>
#include <stdatomic.h>

struct settings {
  int width, height;
};
void load_settings(struct settings *into, int number);
int area_of(const struct settings *s);

static struct settings current;
static atomic_int loaded;

void refresh(int number) {
  load_settings(&current, number);
  atomic_store_explicit(&loaded, 1, memory_order_relaxed);  // expect: publish-without-release
}

int area(void) {
  if (!atomic_load_explicit(&loaded, memory_order_relaxed)) return 0;  // expect: guard-load-without-acquire
  return area_of(&current);
}

// A release and an acquire.
static struct settings wanted;
static atomic_int asked;

void ask(int number) {
  load_settings(&wanted, number);
  atomic_store_explicit(&asked, 1, memory_order_release);
}

int wanted_area(void) {
  if (!atomic_load_explicit(&asked, memory_order_acquire)) return 0;
  return area_of(&wanted);
}

// A lock does what the flag does not.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct settings shown;
static atomic_int is_shown;

void show(int number) {
  pthread_mutex_lock(&mutex);
  load_settings(&shown, number);
  pthread_mutex_unlock(&mutex);
  atomic_store_explicit(&is_shown, 1, memory_order_relaxed);
}

int shown_area(void) {
  if (!atomic_load_explicit(&is_shown, memory_order_relaxed)) return 0;
  pthread_mutex_lock(&mutex);
  int result = area_of(&shown);
  pthread_mutex_unlock(&mutex);
  return result;
}

// Both functions may change what they are given: they may have an agreement of their own.
struct box {
  int words[4];
};
void put(struct box *b, int value);
int take(struct box *b);

static struct box box;
static atomic_int filled;

void give(int value) {
  put(&box, value);
  atomic_store_explicit(&filled, 1, memory_order_relaxed);
}

int get(void) {
  if (!atomic_load_explicit(&filled, memory_order_relaxed)) return 0;
  return take(&box);
}

// Nobody else has a local.
static atomic_int measured;

int measure(int number) {
  struct settings own;
  load_settings(&own, number);
  atomic_store_explicit(&measured, 1, memory_order_relaxed);
  if (atomic_load_explicit(&measured, memory_order_relaxed)) return area_of(&own);
  return 0;
}

// Objects of types that are not in view, handed over by their addresses.
struct config;
struct config *config_memory(unsigned long size);
unsigned long config_size(void);
void *malloc(unsigned long size);
void config_parse(struct config *c, const char *text);
int config_get(const struct config *c, int key);

static _Atomic(struct config *) in_use;

void load_config(const char *text) {
  struct config *c = malloc(config_size());
  config_parse(c, text);
  atomic_store_explicit(&in_use, c, memory_order_relaxed);  // expect: publish-without-release "the memory it points to"
}

int get_option(int key) {
  struct config *c = atomic_load_explicit(&in_use, memory_order_relaxed);  // expect: guard-load-without-acquire
  return c ? config_get(c, key) : -1;
}

static _Atomic(struct config *) sound;

void load_sound(const char *text) {
  struct config *c = malloc(config_size());
  config_parse(c, text);
  atomic_store_explicit(&sound, c, memory_order_release);
}

int get_sound(int key) {
  struct config *c = atomic_load_explicit(&sound, memory_order_acquire);
  return c ? config_get(c, key) : -1;
}
