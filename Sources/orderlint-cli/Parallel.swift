import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Work on many values by a few threads.
enum Parallel {
  /// Enough for source that nests as deep as front ends allow; only what is used takes memory.
  private static let stackSize = 256 << 20

  /// The results in the order of the values, whatever the number of threads.
  static func map<Value: Sendable, Result: Sendable>(
    _ values: [Value], jobs: Int, _ transform: @Sendable @escaping (Value) -> Result
  ) -> [Result] {
    let next = Atomic(0)
    let results = Mutex([Result?](repeating: nil, count: values.count))
    withThreads(min(jobs, values.count)) {
      while true {
        // The results are published by the mutex; the counter only hands out work.
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < values.count else { return }
        let result = transform(values[index])
        results.withLock { $0[index] = result }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @Sendable @escaping () -> Void) { self.run = run }
  }

  /// Runs the body on each of several threads and waits for all. Should the system give none, the
  /// body runs here.
  private static func withThreads(_ count: Int, _ run: @Sendable () -> Void) {
    withoutActuallyEscaping(run) { run in
      let body = Body(run)
      let threads = (0..<count).compactMap { _ in start(body) }
      if threads.isEmpty { run() }
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  /// Runs the body on a thread that nobody waits for.
  static func detach(_ run: @Sendable @escaping () -> Void) {
    if let thread = start(Body(run)) { pthread_detach(thread) }
  }

  private static func start(_ body: Body) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    let context = Unmanaged.passRetained(body)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let code = pthread_create(
      &thread, &attributes,
      { argument in
        let pointer: UnsafeMutableRawPointer? = argument
        if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      return nil
    }
    return thread
  }
}

enum Processors {
  /// How many processors this process may use.
  static var count: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
