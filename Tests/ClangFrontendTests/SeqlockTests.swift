import OrderLint
import Testing

/// The program OrderLint exists for.
struct SeqlockTests {
  @Test func theCounterIsReachedThroughAPointerInAStruct() throws {
    let module = try lower(
      """
      #include <stdatomic.h>
      struct shm_lock { _Atomic unsigned *seq; };
      struct table { struct shm_lock lock; int key; };
      static inline void write_lock(struct shm_lock *l) {
        unsigned n = atomic_load_explicit(l->seq, memory_order_relaxed);
        atomic_store_explicit(l->seq, n + 1, memory_order_release);
      }
      void put(struct table *t, int key) { write_lock(&t->lock); t->key = key; }
      """)
    #expect(
      IRText.print(module) == """
        module "test.c" c
        record shm_lock
          field seq: "_Atomic(unsigned int) *"
        record table
          field lock: shm_lock
          field key: int

        function "write_lock@test.c"(l: shm_lock) name write_lock private
          locals n
        b0:
          %0 = read l->shm_lock.seq, plain
          %1 = read %0, relaxed
          %2: assign n := %1
          %3 = read l->shm_lock.seq, plain
          %4: write %3 := n + 1, release
          return

        function put(t: table, key: int)
        b0:
          %0 = call "write_lock@test.c"(t->table.lock)
          %1: write t->table.key := key, plain
          return

        """)
  }
}
