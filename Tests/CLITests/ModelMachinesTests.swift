import Foundation
import TestSupport
import Testing

/// On which machines the execution that `orderlint model` found can be seen.
@Suite struct ModelMachinesTests {
  private struct Report: Decodable {
    struct Failure: Decodable { var machines: [String: String] }
    var failure: Failure?
  }

  private func machines(_ text: String) throws -> [String: String] {
    let directory = try TemporaryDirectory()
    try ("#include <assert.h>\n#include <stdatomic.h>\n" + text).write(
      to: directory.url.appending(path: "test.c"), atomically: true, encoding: .utf8)
    let run = try CommandRun(["model", "--format", "json", "test.c"], in: directory.url)
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    return try #require(report.failure, "\(run.output)").machines
  }

  private func shown(_ text: String, as visibility: String = "possible") throws -> Set<String> {
    Set(try machines(text).filter { $0.value == visibility }.keys)
  }

  /// Store buffering: who sees neither store was first.
  private static func handshake(_ between: String, store: String, load: String) -> String {
    """
    atomic_int wants[2], inside;
    static void enter(int me) {
      atomic_store_explicit(&wants[me], 1, memory_order_\(store));
      \(between)
      if (!atomic_load_explicit(&wants[1 - me], memory_order_\(load))) {
        int others = atomic_fetch_add_explicit(&inside, 1, memory_order_relaxed);
        assert(others == 0);
      }
    }
    // orderlint:thread
    void left(void) { enter(0); }
    // orderlint:thread
    void right(void) { enter(1); }
    """
  }

  @Test func fencesThatAreNotStrongEnoughAreStrongerOnArm() throws {
    // `dmb ish` is a full barrier; on x86 nothing is emitted.
    let fence = "atomic_thread_fence(memory_order_acq_rel);"
    let found = try shown(Self.handshake(fence, store: "relaxed", load: "relaxed"))
    #expect(found == ["x86-64", "RISC-V", "POWER"])
  }

  @Test func acquireAfterReleaseIsKeptByLdarAndNotByLdapr() throws {
    let found = try shown(Self.handshake("", store: "release", load: "acquire"))
    #expect(found == ["x86-64", "Apple silicon", "RISC-V", "POWER"])
  }

  private static func message(_ read: String) -> String {
    """
    atomic_int data, ready;
    // orderlint:thread
    void writer(void) {
      atomic_store_explicit(&data, 1, memory_order_relaxed);
      atomic_store_explicit(&ready, 1, memory_order_release);
    }
    // orderlint:thread
    void reader(void) {
      int seen = atomic_load_explicit(&ready, memory_order_\(read));
      int value = atomic_load_explicit(&data, memory_order_relaxed);
      assert(!seen || value);
    }
    """
  }

  @Test func readsMayDependOnEachOther() throws {
    let found = try shown(Self.message("relaxed"), as: "withoutDependencies")
    #expect(found == ["Arm64 (Linux)", "Apple silicon", "RISC-V", "POWER"])
    #expect(try machines(Self.message("relaxed"))["x86-64"] == "impossible")
  }

  @Test func interleavedExecutionsShowEverywhere() throws {
    let text = """
      atomic_int counter;
      // orderlint:thread
      // orderlint:repeat 2
      void count(void) { counter = counter + 1; }
      // orderlint:final
      void check(void) { assert(counter == 2); }
      """
    #expect(try machines(text).isEmpty)
  }
}
