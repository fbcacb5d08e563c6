import Testing

/// Every spelling of an atomic operation, and the event it becomes.
struct AtomicTests {
  @Test(arguments: [
    ("atomic_store_explicit(&x, 1, memory_order_release);", "write &x := 1, release"),
    ("atomic_store(&x, 1);", "write &x := 1, implicit seq_cst"),
    ("atomic_init(&x, 1);", "write &x := 1, plain"),
    ("(void)atomic_load_explicit(&x, memory_order_consume);", "read &x, consume"),
    ("(void)atomic_load(&x);", "read &x, implicit seq_cst"),
    (
      "atomic_exchange_explicit(&x, 2, memory_order_acq_rel);",
      "update &x exchange 2, acq_rel"
    ),
    ("atomic_fetch_add_explicit(&x, n, memory_order_relaxed);", "update &x add n, relaxed"),
    ("atomic_fetch_sub(&x, 1);", "update &x subtract 1, implicit seq_cst"),
    ("atomic_fetch_or_explicit(&x, 4, memory_order_acquire);", "update &x or 4, acquire"),
    ("atomic_fetch_and_explicit(&x, 4, memory_order_release);", "update &x and 4, release"),
    ("atomic_fetch_xor(&x, 4);", "update &x xor 4, implicit seq_cst"),
    ("atomic_thread_fence(memory_order_release);", "fence release"),
    ("atomic_signal_fence(memory_order_acq_rel);", "signal-fence acq_rel"),
    ("x = 3;", "write &x := 3, implicit seq_cst"),
    ("x++;", "update &x add 1, implicit seq_cst"),
    ("--x;", "update &x subtract 1, implicit seq_cst"),
    ("x += n;", "update &x add n, implicit seq_cst"),
    ("x |= 2;", "update &x or 2, implicit seq_cst"),
    ("(void)x;", "read &x, implicit seq_cst"),
    ("__atomic_store_n(&p, 1, __ATOMIC_RELEASE);", "write &p := 1, release"),
    ("__atomic_store(&p, &n, __ATOMIC_RELEASE);", "write &p := #0, release"),
    ("__atomic_load(&p, &n, __ATOMIC_ACQUIRE);", "read &p, acquire"),
    ("(void)__atomic_load_n(&p, __ATOMIC_ACQUIRE);", "read &p, acquire"),
    ("__atomic_exchange_n(&p, 1, __ATOMIC_ACQ_REL);", "update &p exchange 1, acq_rel"),
    ("__atomic_fetch_add(&p, 1, 0);", "update &p add 1, relaxed"),
    ("__atomic_sub_fetch(&p, 1, 4);", "update &p subtract 1, acq_rel"),
    ("__atomic_fetch_nand(&p, 1, 5);", "update &p nand 1, seq_cst"),
    ("__atomic_test_and_set(&p, __ATOMIC_ACQUIRE);", "update &p exchange 1, acquire"),
    ("__atomic_clear(&p, __ATOMIC_RELEASE);", "write &p := 0, release"),
    ("__atomic_thread_fence(__ATOMIC_ACQUIRE);", "fence acquire"),
    ("__atomic_signal_fence(__ATOMIC_ACQUIRE);", "signal-fence acquire"),
    ("__sync_fetch_and_add(&p, 1);", "update &p add 1, implicit seq_cst"),
    ("__sync_sub_and_fetch(&p, 1);", "update &p subtract 1, implicit seq_cst"),
    ("__sync_lock_test_and_set(&p, 1);", "update &p exchange 1, one-sided acquire"),
    ("__sync_lock_release(&p);", "write &p := 0, one-sided release"),
    ("__sync_synchronize();", "fence implicit seq_cst"),
    ("__c11_atomic_store(&x, 1, 3);", "write &x := 1, release"),
    ("__c11_atomic_fetch_max(&x, 1, 0);", "update &x maximum 1, relaxed"),
    ("v = 1;", "write &v := 1, volatile"),
    ("(void)v;", "read &v, volatile"),
    ("*(volatile int *)&p = 1;", "write &p := 1, volatile"),
    ("p = 1;", "write &p := 1, plain"),
    ("atomic_store_explicit(&x, 1, 3);", "write &x := 1, release"),
    ("atomic_store_explicit(&x, 1, 17);", "write &x := 1, order(17)"),
    ("atomic_store_explicit(&x, 1, o);", "write &x := 1, order(o)"),
    (
      "static const memory_order k = memory_order_acquire; atomic_thread_fence(k);",
      "fence acquire"
    ),
    ("enum { REL = 3 }; atomic_thread_fence(REL);", "fence release"),
    (
      "atomic_store_explicit(&r->head, 1, memory_order_release);",
      "write r->ring.head := 1, release"
    ),
    ("*(_Atomic int *)a = 1;", "write a := 1, implicit seq_cst"),
  ])
  func statement(source: String, event: String) throws {
    let text = try events(source)
    #expect(text.contains(event + "\n"), "\(text)")
    #expect(!text.contains("opaque"))
  }

  @Test func compareExchangeWritesExpectedBack() throws {
    let text = try events(
      """
      int e = 0;
      if (atomic_compare_exchange_strong_explicit(&x, &e, 1, memory_order_acquire, memory_order_relaxed)) use(e);
      """)
    #expect(
      text == """
        b0:
        %0: assign e := 0
        %1 = compare-exchange &x from e to 1, acquire, relaxed
        %2: assign e := %1
        if %1.exchanged then b1 else b2
        b1:
        %3 = call use(e)
        jump b2
        b2:
        return
        """)
  }

  @Test func compareExchangeThroughAPointerWritesOnFailureOnly() throws {
    let text = try events("atomic_compare_exchange_weak(&x, a, n);")
    #expect(
      text == """
        b0:
        %0 = read a, plain
        %1 = compare-exchange-weak &x from %0 to n, implicit seq_cst, implicit seq_cst
        if %1.exchanged then b1 else b2
        b1:
        return
        b2:
        %2: write a := %1, plain
        jump b1
        """)
  }

  @Test func gnuCompareExchange() throws {
    let weak = try events("int e = 1; __atomic_compare_exchange_n(&p, &e, 2, 1, 2, 0);")
    #expect(weak.contains("compare-exchange-weak &p from e to 2, acquire, relaxed"))
    let strong = try events("int e = 1; __atomic_compare_exchange(&p, &e, &n, 0, 2, 0);")
    #expect(strong.contains("compare-exchange &p from e to #0, acquire, relaxed"))
  }

  @Test func syncCompareExchangeGivesSuccessOrTheValueFound() throws {
    let flag = try events("if (__sync_bool_compare_and_swap(&p, 1, 2)) use(1);")
    #expect(flag.contains("if %0.exchanged"))
    let value = try events("use(__sync_val_compare_and_swap(&p, 1, 2));")
    #expect(value.contains("call use(%0)"))
  }

  @Test func resultsOfUpdates() throws {
    #expect(try events("use(__atomic_add_fetch(&p, 2, 0));").contains("call use(%0 + 2)"))
    #expect(try events("use(atomic_fetch_add(&x, 2));").contains("call use(%0)"))
    #expect(try events("use(x++);").contains("call use(%0)"))
    #expect(try events("use(++x);").contains("call use(%0 + 1)"))
    #expect(try events("use(x -= 3);").contains("call use(%0 - 3)"))
  }

  @Test func flags() throws {
    let text = try body(
      "f",
      of: """
        #include <stdatomic.h>
        atomic_flag flag = ATOMIC_FLAG_INIT;
        void f(void) {
          while (atomic_flag_test_and_set_explicit(&flag, memory_order_acquire)) {}
          atomic_flag_clear(&flag);
        }
        """)
    #expect(text.contains("= update &flag->atomic_flag._Value exchange 1, acquire"))
    #expect(text.contains("write &flag->atomic_flag._Value := 0, implicit seq_cst"))
  }

  /// The builtin's name stands nowhere in the text.
  @Test func tokenPasting() throws {
    let text = try body(
      "f",
      of: """
        #define OP(name) __atomic_##name
        int x;
        int f(int n) {
          OP(store_n)(&x, 1, 3);
          OP(fetch_sub)(&x, n, 4);
          return OP(load_n)(&x, 2);
        }
        """)
    #expect(
      text == """
        b0:
        %0: write &x := 1, release
        %1 = update &x subtract n, acq_rel
        %2 = read &x, acquire
        return %2
        """)
  }

  @Test(arguments: [
    ("asm volatile(\"\" ::: \"memory\");", "signal-fence implicit seq_cst"),
    ("__asm__ __volatile__(\"mfence\" : : : \"memory\");", "fence implicit seq_cst"),
    ("asm volatile(\"sfence\" ::: \"memory\");", "fence implicit release"),
    ("asm volatile(\"dmb ishld\" ::: \"memory\");", "fence implicit acquire"),
    ("asm volatile(\"dmb ish\" ::: \"memory\");", "fence implicit seq_cst"),
    ("asm volatile(\"lwsync\" ::: \"memory\");", "fence implicit acq_rel"),
    ("asm volatile(\"fence rw,rw\" ::: \"memory\");", "fence implicit seq_cst"),
    ("asm volatile(\"lock; addl $0,0(%%rsp)\" ::: \"memory\");", "fence implicit seq_cst"),
    ("asm volatile(\"wrmsr\" ::: \"memory\");", "opaque \"assembly: wrmsr\""),
    ("asm volatile(\"cpuid\" : \"=a\"(n));", "assign #0 := ?\"assembly output\""),
  ])
  func assembly(source: String, event: String) throws {
    let text = try events(source)
    #expect(text.contains(event + "\n"), "\(text)")
  }

  @Test func pauseIsNothing() throws {
    #expect(try events("asm volatile(\"pause\");") == "b0:\nreturn")
  }
}
