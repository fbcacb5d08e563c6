// origin: own; functions whose names begin alike are no variants of one another
struct pool {
  long used;
};

void http_conn_pool_put(struct pool *pool) {
  __atomic_fetch_add(&pool->used, 1, __ATOMIC_SEQ_CST);
}

void http_conn_pool_take(struct pool *pool) {
  pool->used = pool->used - 1;  // expect: mixed-plain-and-atomic
}

long http_conn_pool_level(struct pool *pool) {
  return __atomic_load_n(&pool->used, __ATOMIC_SEQ_CST);
}
