import ClangFrontend
import Foundation
import OrderLint
import Testing

/// Headers of the standard library that are parsed once for several units. One after the other, as in
/// the command: whoever writes one puts back how aborts are handled.
@Suite(.serialized)
struct StandardHeadersTests {
  private static let files = [
    "queue.h": """
    #pragma once
    #include <atomic>
    #include <vector>
    template <typename T> struct Queue {
      std::atomic<int> head{0};
      std::vector<T> items;
      void put() { head.store(1, std::memory_order_release); }
    };
    """,
    "a.cpp": """
    #include "queue.h"
    #include <mutex>
    std::mutex lock;
    int shared;
    void a(Queue<int> &q) { std::lock_guard<std::mutex> held(lock); shared = 1; q.put(); }
    """,
    "b.cpp": """
    #include "queue.h"
    #include <mutex>
    #include "absent.h"
    ABSENT_API int b(Queue<int> &q) { return q.head.load(std::memory_order_acquire); }
    """,
    // What it declares is something else in <cstddef>, which it does not include.
    "c.cpp": """
    #include <atomic>
    namespace std { class mutex; }
    using namespace std;
    enum byte { none };
    std::atomic<int> state;
    byte c() { state.store(1, std::memory_order_relaxed); return byte(state.load()); }
    """,
    // The same name as in <ctime>, which <mutex> includes.
    "d.cpp": """
    #include <atomic>
    static int clock() { return 1; }
    std::atomic<int> now;
    int d() { now.store(clock()); return now.load(std::memory_order_relaxed); }
    """,
  ]

  @Test func unitsAreTheSameAsIfTheyReadThemThemselves() throws {
    let workspace = try Workspace(Self.files)
    let scratch = try Workspace()
    let frontend = try workspace.frontend()
    let units = Self.files.keys.filter { $0.hasSuffix(".cpp") }.sorted()
    let sharing = frontend.sharingStandardHeaders(among: units, in: scratch.root)
    for unit in units {
      let own = frontend.lower(unit)
      let shared = sharing.lower(unit)
      #expect(IRText.print(shared) == IRText.print(own), "\(unit)")
      #expect(shared.problems == own.problems, "\(unit)")
      #expect(!own.functions.isEmpty)
    }
    let made = try FileManager.default.contentsOfDirectory(atPath: scratch.root)
    #expect(made.contains { $0.hasSuffix(".pch") })
  }

  @Test func headersOfTheProgramsOwnAreNotSkipped() throws {
    let unit = "#include <vector>\n#include <atomic>\nint f() { return own(); }\n"
    let workspace = try Workspace([
      "lib/vector":
        "#include <atomic>\nstd::atomic<int> hidden; inline int own() { return hidden; }\n",
      "a.cpp": unit, "b.cpp": unit, "c.cpp": unit,
      "compile_flags.txt": "-Ilib\n",
    ])
    let scratch = try Workspace()
    let sharing = try workspace.frontend().sharingStandardHeaders(
      among: ["a.cpp", "b.cpp", "c.cpp"], in: scratch.root)
    #expect(sharing.lower("a.cpp").problems.isEmpty)
  }
}
