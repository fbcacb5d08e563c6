/// The sequence lock that the examples vary.
enum SeqlockExamples {
  static func c(
    opening: String = """
    atomic_store_explicit(&seq, s + 1, memory_order_relaxed);
      atomic_thread_fence(memory_order_release);
    """,
    validation: String = """
    atomic_thread_fence(memory_order_acquire);
      return !(s & 1) && atomic_load_explicit(&seq, memory_order_relaxed) == s;
    """,
    closing: String = "atomic_store_explicit(&seq, s + 2, memory_order_release);"
  ) -> String {
    """
    #include <stdatomic.h>
    #include <stdbool.h>
    static _Atomic unsigned seq;
    static _Atomic int a, b;
    void put(int x, int y) {
      unsigned s = atomic_load_explicit(&seq, memory_order_relaxed);
      \(opening)
      atomic_store_explicit(&a, x, memory_order_relaxed);
      atomic_store_explicit(&b, y, memory_order_relaxed);
      \(closing)
    }
    bool get(int *x, int *y) {
      unsigned s = atomic_load_explicit(&seq, memory_order_acquire);
      *x = atomic_load_explicit(&a, memory_order_relaxed);
      *y = atomic_load_explicit(&b, memory_order_relaxed);
      \(validation)
    }
    """
  }

  static func swift(
    opening: String = """
    seq.store(s &+ 1, ordering: .relaxed)
      atomicMemoryFence(ordering: .releasing)
    """,
    validation: String = """
    atomicMemoryFence(ordering: .acquiring)
      return s & 1 == 0 && seq.load(ordering: .relaxed) == s ? (x, y) : nil
    """
  ) -> String {
    """
    import Synchronization
    let seq = Atomic<UInt>(0)
    let a = Atomic<Int>(0)
    let b = Atomic<Int>(0)
    func put(_ x: Int, _ y: Int) {
      let s = seq.load(ordering: .relaxed)
      \(opening)
      a.store(x, ordering: .relaxed)
      b.store(y, ordering: .relaxed)
      seq.store(s &+ 2, ordering: .releasing)
    }
    func get() -> (Int, Int)? {
      let s = seq.load(ordering: .acquiring)
      let x = a.load(ordering: .relaxed)
      let y = b.load(ordering: .relaxed)
      \(validation)
    }
    """
  }
}
