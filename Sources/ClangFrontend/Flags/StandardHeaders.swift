import Foundation
import Synchronization

/// Headers of the C++ standard library that several units include, parsed once for all of them.
///
/// To read them is most of the work that a C++ file makes. A unit sees what it would have read itself,
/// and maybe more names of the library.
final class StandardHeaders: Sendable {
  /// Where the precompiled headers are written.
  private let directory: String
  /// The headers to be read together, by the arguments they are read with.
  private let groups: [[String]: [String]]
  /// What has been built, nil for what could not be.
  private let built = Mutex<[[String]: String?]>([:])
  private let shadowing = Mutex<[String: Bool]>([:])

  /// Fewer units of the same flags gain nothing.
  private static let fewUnits = 3

  /// - Parameters:
  ///   - units: the arguments of C++ units, and the names that they and their headers include in
  ///     angle brackets.
  ///   - directory: for files that last as long as this object does; whoever made it removes it.
  init(units: [(arguments: [String], includes: Set<String>)], directory: String) {
    self.directory = directory
    var users: [[String]: [String: Int]] = [:]
    var sizes: [[String]: Int] = [:]
    for unit in units {
      guard let flags = SharedFlags(unit.arguments) else { continue }
      sizes[flags.shared, default: 0] += 1
      for name in unit.includes where Self.names.contains(name) {
        users[flags.shared, default: [:]][name, default: 0] += 1
      }
    }
    groups = users.filter { sizes[$0.key, default: 0] >= Self.fewUnits }
      .mapValues { names in names.filter { $0.value > 1 }.keys.sorted() }
      .filter { !$0.value.isEmpty }
    // Until the first file is written, units that make clang abort are survived, and after it, but not
    // while (see `save`): so it is an empty one, before any unit is read.
    if !groups.isEmpty { _ = precompile([], [], named: "empty") }
  }

  /// The arguments that make a unit take the headers from where they were parsed; none if it must
  /// read them itself. `base` is what its relative search paths start from.
  func arguments(besides arguments: [String], from base: String) -> [String] {
    guard let flags = SharedFlags(arguments), let headers = groups[flags.shared],
      !flags.searched.contains(where: { hasStandardHeader(Paths.absolute($0, in: base)) })
    else { return [] }
    let path = built.withLock { built in
      if let known = built[flags.shared] { return known }
      let path = precompile(headers, flags.shared, named: "standard\(built.count)")
      built[flags.shared] = .some(path)
      return path
    }
    return path.map { ["-include-pch", $0] } ?? []
  }

  /// Whether the directory has a header of its own by the name of a standard one.
  private func hasStandardHeader(_ directory: String) -> Bool {
    shadowing.withLock { known in
      if let answer = known[directory] { return answer }
      let answer = Self.names.contains { Files.size(of: "\(directory)/\($0)") != nil }
      known[directory] = answer
      return answer
    }
  }

  private func precompile(_ headers: [String], _ arguments: [String], named name: String) -> String?
  {
    let source = "\(directory)/\(name).hpp"
    let result = "\(directory)/\(name).pch"
    let text = headers.map { "#include <\($0)>\n" }.joined()
    guard FileManager.default.createFile(atPath: source, contents: Data(text.utf8)),
      let index = Index(),
      let unit = try? index.parse(
        source, arguments: arguments + ["-x", "c++-header"], isPrefix: true),
      unit.save(to: result)
    else { return nil }
    return result
  }

  private static let names: Set<String> = [
    "algorithm", "any", "array", "atomic", "barrier", "bit", "bitset", "cassert", "cctype",
    "cerrno", "chrono", "cinttypes", "climits", "cmath", "compare", "concepts",
    "condition_variable", "coroutine", "cstdarg", "cstddef", "cstdint", "cstdio", "cstdlib",
    "cstring", "ctime", "deque", "exception", "filesystem", "forward_list", "fstream", "functional",
    "future", "initializer_list", "iomanip", "ios", "iosfwd", "iostream", "istream", "iterator",
    "latch", "limits", "list", "locale", "map", "memory", "memory_resource", "mutex", "new",
    "numbers", "numeric", "optional", "ostream", "queue", "random", "ranges", "ratio", "regex",
    "semaphore", "set", "shared_mutex", "span", "sstream", "stack", "stdexcept", "stop_token",
    "streambuf", "string", "string_view", "system_error", "thread", "tuple", "type_traits",
    "typeindex", "typeinfo", "unordered_map", "unordered_set", "utility", "valarray", "variant",
    "vector",
  ]
}

/// The arguments of a unit in two parts.
private struct SharedFlags {
  /// What the standard headers are read with.
  var shared: [String] = []
  /// Directories in which the unit's own headers are searched.
  var searched: [String] = []

  /// Nil if the unit includes something before its first line: that may say how to read the headers.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if ["-include", "-imacros", "-include-pch", "-fmodules"].contains(argument) { return nil }
      if argument.hasPrefix("-working-directory") { continue }
      guard let option = Self.searching.first(where: argument.hasPrefix) else {
        shared.append(argument)
        continue
      }
      let directory =
        argument == option ? rest.popFirst() : String(argument.dropFirst(option.count))
      if let directory { searched.append(directory) }
    }
  }

  private static let searching = ["-iquote", "-isystem", "-idirafter", "-I"]
}

extension UnitContext {
  /// Whether errors of the unit may come from headers that another parse has read: they cannot be
  /// used, or declare what the unit declares otherwise.
  var suffersFromSharedHeaders: Bool {
    unit.diagnostics(limit: 2000).contains { error in
      if Self.refusals.contains(where: error.message.contains) { return true }
      return Self.clashes.contains(where: error.message.contains)
        && error.notes.contains { note in
          note.file != nil && entry(for: note.file)?.isInside != true
        }
    }
  }

  private static let refusals = ["precompiled header", "PCH file", "AST file"]
  private static let clashes = [
    "reference to", "redefinition", "redeclar", "conflicting", "different linkage",
    "follows non-static", "exception specification",
  ]
}
