/// Headers that the missing build would make from templates beside them: `config.h` from
/// `config.h.in`. In memory, and nowhere else, they exist without having been made.
///
/// What a configuration would decide is left undecided: `#undef` and `#cmakedefine` lines are
/// empty, and `@name@` is a name. Lines stay where they are.
enum HeaderTemplates {
  /// Larger ones are no configuration.
  private static let sizeLimit = 1 << 20
  private static let suffixes = [".in", ".cmake", ".cmake.in", ".meson", ".tmpl"]

  /// The headers that templates in a folder are for, each with its template.
  static func headers(in folder: String) -> [(header: String, template: String)] {
    Files.names(in: folder).compactMap { name in
      guard let suffix = suffixes.first(where: name.hasSuffix) else { return nil }
      let header = String(name.dropLast(suffix.count))
      return Paths.isHeader(header) ? ("\(folder)/\(header)", "\(folder)/\(name)") : nil
    }
  }

  static func text(of template: String) -> [UInt8]? {
    Files.contents(of: template, limit: sizeLimit).map(filled)
  }

  /// The template's text with nothing decided.
  static func filled(_ template: [UInt8]) -> [UInt8] {
    let lines = template.split(separator: 0x0A, omittingEmptySubsequences: false)
    return Array(lines.map(filledLine).joined(separator: [0x0A]))
  }

  private static func filledLine(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var keyword = ""
    let start = line.drop(while: Characters.isSpace)
    if start.first == UInt8(ascii: "#") {
      let word = start.dropFirst().drop(while: Characters.isSpace).prefix(while: Characters.isWord)
      keyword = String(decoding: word, as: UTF8.self)
    }
    if keyword == "undef" || keyword.hasPrefix("cmakedefine") || keyword.hasPrefix("mesondefine") {
      return []
    }
    guard line.contains(UInt8(ascii: "@")) else { return Array(line) }
    return replaced(line, keepsNames: keyword != "include")
  }

  /// `@name@` replaced by `name`, or by nothing.
  private static func replaced(_ line: ArraySlice<UInt8>, keepsNames: Bool) -> [UInt8] {
    var result: [UInt8] = []
    var rest = line
    while let at = rest.firstIndex(of: UInt8(ascii: "@")) {
      result += rest[..<at]
      rest = rest[(at + 1)...]
      let name = rest.prefix(while: Characters.isWord)
      let end = rest.dropFirst(name.count)
      if !name.isEmpty, end.first == UInt8(ascii: "@") {
        if keepsNames { result += name }
        rest = end.dropFirst()
      } else {
        result.append(UInt8(ascii: "@"))
      }
    }
    return result + rest
  }
}

extension RepositoryIndex {
  /// Adds the headers that includes name and only templates know. They may include others.
  mutating func addTemplates(_ libraries: LibraryNames) {
    let templates = templatesByHeader()
    var open = templates.isEmpty ? [] : files
    while let file = open.popLast(), generated.count < Self.templateLimit {
      for include in scans[file]?.includes ?? [] {
        let name = Paths.lastComponent(include.name)
        guard let candidates = templates[name], headersByName[name] == nil,
          !Self.isOfSystem(include.name)
        else { continue }
        let suffix = "/" + Paths.normalized(include.name)
        for (header, template) in candidates where header.hasSuffix(suffix) {
          guard generated[header] == nil, let text = HeaderTemplates.text(of: template) else {
            continue
          }
          addGenerated(header, text, libraries)
          open.append(header)
        }
      }
    }
  }

  private static let templateLimit = 200

  private func templatesByHeader() -> [String: [(header: String, template: String)]] {
    let folders = Set(files.map(Paths.directory)).union([root]).sorted()
    let all = folders.flatMap(HeaderTemplates.headers).filter { scans[$0.header] == nil }
    return Dictionary(grouping: all) { Paths.lastComponent($0.header) }
  }
}
