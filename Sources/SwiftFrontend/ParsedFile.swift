/// The syntax tree of one Swift file.
struct ParsedFile: Sendable {
  let path: String
  let text: SourceText
  let declarations: [Declaration]
  let imports: Set<String>
  /// The module the file belongs to, as far as its path tells.
  let module: String
  /// The words of the file that look like names of types.
  let typeWords: [String]

  /// A pure function of the bytes; it never fails.
  init(path: String, bytes: [UInt8]) {
    self.path = path
    text = SourceText(bytes: bytes)
    var parser = Parser(bytes: text.bytes, tokens: Lexer.tokens(of: text))
    var declarations: [Declaration] = []
    while !parser.isAtEnd {
      declarations += parser.parseDeclarations()
      // A closing brace too many.
      parser.advance()
    }
    self.declarations = declarations + parser.localTypes
    typeWords = parser.spellings.filter { $0.utf8.first.map { $0 >= 65 && $0 <= 90 } ?? false }
    imports = Self.imports(in: declarations)
    module = Self.module(of: path)
  }

  private static func imports(in declarations: [Declaration]) -> Set<String> {
    var names: Set<String> = []
    for declaration in declarations {
      switch declaration {
      case .imports(let path, _):
        if let first = path.first { names.insert(first) }
      case .conditional(let branches, _):
        for branch in branches { names.formUnion(imports(in: branch)) }
      case .function, .variable, .type, .alias, .enumCases, .statement, .other: break
      }
    }
    return names
  }

  /// The folder below `Sources` or `Tests`, or else the file's own folder.
  private static func module(of path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    let roots: Set<String> = ["Sources", "Tests", "Benchmarks", "Examples"]
    if let root = parts.lastIndex(where: roots.contains), root + 2 < parts.count {
      return parts[...(root + 1)].joined(separator: "/")
    }
    return parts.dropLast().joined(separator: "/")
  }

  /// The name of the file without its folder and extension.
  var stem: String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".swift") ? String(last.dropLast(6)) : last
  }
}
