// origin: own; what one function changes in one step, whatever it finds, another changes in two
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct bucket {
  atomic_long tokens;
  pthread_mutex_t filling;
};

bool bucket_take(struct bucket *bucket, long amount) {
  long available = atomic_load_explicit(&bucket->tokens, memory_order_acquire);
  if (available < amount) return false;
  atomic_store_explicit(  // expect: load-store-not-rmw
      &bucket->tokens, available - amount, memory_order_release);
  return true;
}

void bucket_fill(struct bucket *bucket, long amount) {
  pthread_mutex_lock(&bucket->filling);
  long seen = atomic_load_explicit(&bucket->tokens, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(
      &bucket->tokens, &seen, seen + amount, memory_order_relaxed, memory_order_relaxed))
    continue;
  pthread_mutex_unlock(&bucket->filling);
}
