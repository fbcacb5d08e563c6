import TestSupport

extension TemporaryDirectory {
  /// A program whose writer lacks a release, in `src/pub.c`.
  static let publication = """
    #include <stdatomic.h>
    int data;
    atomic_int ready;
    void produce(void) {
      data = 42;
      atomic_store_explicit(&ready, 1, memory_order_relaxed);
    }
    int consume(void) {
      while (!atomic_load_explicit(&ready, memory_order_acquire)) {}
      return data;
    }

    """

  /// A repository with that program.
  static func withPublication() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write(publication, to: "src/pub.c")
    try directory.write("", to: ".git/HEAD")
    return directory
  }
}
