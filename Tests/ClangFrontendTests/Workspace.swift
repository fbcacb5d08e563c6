import ClangFrontend
import Foundation
import OrderLint
import Testing
import Vocabularies

/// A repository in a temporary folder, removed at the end.
final class Workspace {
  let root: String

  init(_ files: [String: String] = [:]) throws {
    root = FileManager.default.temporaryDirectory.path + "/orderlint-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (path, text) in files { try write(path, Data(text.utf8)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ path: String, _ data: Data) throws {
    let url = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  var files: [String] {
    let found = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return found.filter { ClangFrontend.reads($0) }.sorted()
  }

  func commands(database: String? = nil) throws -> CompileCommands {
    try CompileCommands(root: root, files: files, databasePath: database)
  }

  func frontend(_ vocabularies: VocabularySelection = .init()) throws -> ClangFrontend {
    let commands = try CompileCommands(
      root: root, files: files, databasePath: nil, vocabularies: vocabularies)
    return ClangFrontend(commands: commands, root: root)
  }
}

/// The module of one C file, checked by the verifier.
func lower(_ source: String, _ others: [String: String] = [:]) throws -> Module {
  var files = others
  files["test.c"] = source
  let module = try Workspace(files).frontendModule("test.c")
  #expect(IRVerifier.problems(in: module) == [])
  return module
}

extension Workspace {
  func frontendModule(_ file: String) throws -> Module { try frontend().lower(file) }
}

/// The blocks of a function of a C file, as text.
func body(_ function: String, of source: String) throws -> String {
  let module = try lower(source)
  let found = try #require(module.functions.first { $0.name == function })
  let lines = IRText.print(found).split(separator: "\n").dropFirst()
  return lines.filter { !$0.hasPrefix("  locals") }.map { $0.trimmingCharacters(in: .whitespaces) }
    .joined(separator: "\n")
}

/// The events of statements in a function over shared variables `x`, `y`, `p`, `v` and `s`.
func events(_ statements: String) throws -> String {
  let source = """
    #include <stdatomic.h>
    #include <stdlib.h>
    #include <string.h>
    #include <pthread.h>
    #include <threads.h>
    struct node { struct node *next; int value; };
    struct ring { atomic_uint head; int slots[8]; struct { int deep; union { int u; }; } in; };
    atomic_int x, y; int p, q; volatile int v; struct ring s; struct node *list;
    pthread_mutex_t m; mtx_t mt;
    void use(int); void *entry(void *argument) { return argument; }
    void test(int n, int *a, struct ring *r, memory_order o) {
    \(statements)
    }
    """
  return try body("test", of: source)
}
