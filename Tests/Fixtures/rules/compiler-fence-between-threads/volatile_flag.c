// origin: a volatile flag with a barrier for the compiler
static int data;
static volatile int ready;

void produce(int value) {
  data = value;
  __asm__ __volatile__("" ::: "memory");  // expect: compiler-fence-between-threads "for the compiler only"
  ready = 1;
}

int consume(void) {
  while (!ready) {}
  __sync_synchronize();
  return data;
}
