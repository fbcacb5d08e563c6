// origin: own; slots are claimed by what their state says, each shown when it is whole
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum state { FREE, FILLING, IDLE, BUSY };
struct slot { _Atomic int state; int handle; int port; };
struct cache { size_t count; struct slot *slots; };

int cache_init(struct cache *cache, size_t count) {
  cache->slots = calloc(count, sizeof *cache->slots);
  if (!cache->slots) return -1;
  cache->count = count;
  for (size_t i = 0; i < count; i++) cache->slots[i].handle = -1;
  return 0;
}

static bool claim(struct slot *slot, int from, int to) {
  return slot->state == from && atomic_compare_exchange_strong(&slot->state, &from, to);
}

void put(struct cache *cache, int port, int handle) {
  for (size_t i = 0; i < cache->count; i++) {
    struct slot *slot = &cache->slots[i];
    if (!claim(slot, FREE, FILLING)) continue;
    slot->port = port;
    slot->handle = handle;
    slot->state = IDLE;
    return;
  }
}

// expect: nothing
int get(struct cache *cache, int port) {
  for (size_t i = 0; i < cache->count; i++) {
    struct slot *slot = &cache->slots[i];
    if (!claim(slot, IDLE, BUSY)) continue;
    if (slot->port == port) {
      int handle = slot->handle;
      slot->handle = -1;
      slot->state = FREE;
      return handle;
    }
    slot->state = IDLE;
  }
  return -1;
}
