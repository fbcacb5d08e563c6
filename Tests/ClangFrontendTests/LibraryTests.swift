import Testing

/// Threads, locks and memory functions of the C library.
struct LibraryTests {
  @Test(arguments: [
    ("pthread_mutex_lock(&m);", "%0: lock &m"),
    ("pthread_mutex_unlock(&m);", "%0: unlock &m"),
    ("if (pthread_mutex_trylock(&m) == 0) use(1);", "try-lock &m"),
    ("mtx_lock(&mt);", "%0: lock &mt"),
    ("mtx_unlock(&mt);", "%0: unlock &mt"),
    ("pthread_t t; pthread_create(&t, NULL, entry, a);", "%0 = spawn func(entry)(a)"),
    ("pthread_t t; pthread_create(&t, NULL, entry, a); pthread_join(t, NULL);", "join t"),
    ("pthread_t t[2]; pthread_create(&t[n], NULL, entry, 0);", "write &.t[n] := %0, plain"),
    ("list = malloc(16);", "%0 = allocate\n%1: write &list := %0, plain"),
    ("list = calloc(1, 16);", "= allocate"),
    ("free(list);", "free %0"),
    ("memcpy(a, r->slots, 4);", "%0 = read r->ring.slots[0], plain\n%1: write a := %0, plain"),
    ("memset(r, 0, sizeof *r);", "%0: write r := 0, plain"),
    ("__builtin_memcpy(a, r, 4);", "%0 = read r, plain"),
    ("use(n);", "%0 = call use(n)"),
  ])
  func call(source: String, event: String) throws {
    let text = try events(source)
    #expect(text.contains(event), "\(text)")
  }

  @Test func theRepositorysOwnDefinitionWins() throws {
    let text = try body(
      "f", of: "int x; void *malloc(unsigned long n) { return &x; } void f(void) { malloc(4); }")
    #expect(text.contains("call malloc(4)"))
  }

  @Test func waitingGivesTheMutexUp() throws {
    let text = try events("pthread_cond_t c; pthread_cond_wait(&c, &m);")
    #expect(text.contains("unlock &m\n%1: lock &m"))
  }
}
