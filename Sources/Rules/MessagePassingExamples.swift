/// The message passing that the examples vary.
enum MessagePassingExamples {
  static func c(
    publishing: String,
    consuming: String = "return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1;"
  ) -> String {
    """
    #include <stdatomic.h>
    #include <stdbool.h>
    int data;
    atomic_bool ready;
    void produce(int value) {
      data = value;
      \(publishing)
    }
    int consume(void) {
      \(consuming)
    }
    """
  }

  static func swift(
    publishing: String, consuming: String = "ready.load(ordering: .acquiring) ? data : -1"
  ) -> String {
    """
    import Synchronization
    nonisolated(unsafe) var data = 0
    let ready = Atomic<Bool>(false)
    func produce(_ value: Int) {
      data = value
      \(publishing)
    }
    func consume() -> Int {
      \(consuming)
    }
    """
  }

  /// Published by a release fence and a relaxed store.
  static let fencedC = c(
    publishing: """
      atomic_thread_fence(memory_order_release);
        atomic_store_explicit(&ready, true, memory_order_relaxed);
      """)

  static let fencedSwift = swift(
    publishing: """
      atomicMemoryFence(ordering: .releasing)
        ready.store(true, ordering: .relaxed)
      """)
}
