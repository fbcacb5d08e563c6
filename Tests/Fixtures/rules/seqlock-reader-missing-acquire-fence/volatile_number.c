// origin: clocks of kernels before they had atomics
// A sequence lock whose number is volatile, between barriers of the machine.
struct clock {
  volatile unsigned sequence;
  long seconds, nanoseconds;
};

void clock_write(struct clock *c, long seconds, long nanoseconds) {
  c->sequence++;
  __sync_synchronize();
  c->seconds = seconds;
  c->nanoseconds = nanoseconds;
  __sync_synchronize();
  c->sequence++;
}

long clock_read(struct clock *c) {
  unsigned before;
  long now;
  do {
    while ((before = c->sequence) & 1) {
    }
    __sync_synchronize();
    now = c->seconds * 1000 + c->nanoseconds;
  } while (c->sequence != before);  // expect: seqlock-reader-missing-acquire-fence "volatile"
  return now;
}

// With the second barrier of the reader.
struct sound {
  volatile unsigned number;
  long first, second;
};

void sound_write(struct sound *c, long first, long second) {
  c->number++;
  __sync_synchronize();
  c->first = first;
  c->second = second;
  __sync_synchronize();
  c->number++;
}

long sound_read(struct sound *c) {
  unsigned before;
  long now;
  do {
    while ((before = c->number) & 1) {
    }
    __sync_synchronize();
    now = c->first + c->second;
    __sync_synchronize();
  } while (c->number != before);
  return now;
}

// Barriers for the compiler are written for a machine that keeps loads in order.
struct ordered {
  volatile unsigned stamp;
  long one, two;
};

void ordered_write(struct ordered *c, long one, long two) {
  c->stamp++;
  __asm__ volatile("" ::: "memory");
  c->one = one;
  c->two = two;
  __asm__ volatile("" ::: "memory");
  c->stamp++;
}

long ordered_read(struct ordered *c) {
  unsigned before;
  long now;
  do {
    while ((before = c->stamp) & 1) {
    }
    __asm__ volatile("" ::: "memory");
    now = c->one + c->two;
    __asm__ volatile("" ::: "memory");
  } while (c->stamp != before);
  return now;
}
