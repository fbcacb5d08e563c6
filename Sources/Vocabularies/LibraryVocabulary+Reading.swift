import MemoryModel

extension LibraryVocabulary {
  /// Reads a vocabulary file.
  public static func parse(_ text: String) throws(DocumentError) -> LibraryVocabulary {
    guard let document = try DocumentParser.parse(text) else {
      throw DocumentError(line: 1, message: "the vocabulary is empty")
    }
    return try LibraryVocabulary(document)
  }

  public init(_ document: DocumentNode) throws(DocumentError) {
    guard let members = document.members else {
      throw DocumentError(line: document.line, message: "a vocabulary is a mapping")
    }
    self.init(name: "", title: "", entries: [])
    for member in members {
      switch member.key {
      case "name": name = try member.value.text()
      case "title": title = try member.value.text()
      case "includes": includes = try member.value.texts()
      case "defines": defines = try member.value.texts()
      case "applies":
        guard let known = Precedence(rawValue: try member.value.text()) else {
          throw DocumentError(
            line: member.value.line, message: "'applies' is always, opaque or undefined")
        }
        precedence = known
      case "api": entries = try member.value.entries(under: "api", as: VocabularyEntry.init)
      case "namespaces": namespaces = try member.value.texts()
      case "classes": classes = try member.value.entries(under: "classes", as: VocabularyClass.init)
      case "handlers":
        handlers = try member.value.entries(under: "handlers", as: HandlerInstaller.init)
      case "hints": hints = try NamePattern.patterns(of: member.value)
      case "swift": isImportedBySwift = try member.value.text() == "true"
      default:
        throw DocumentError(line: member.value.line, message: "unknown key '\(member.key)'")
      }
    }
    guard !name.isEmpty else {
      throw DocumentError(line: document.line, message: "'name' is missing")
    }
  }

  /// What a configuration file says under `api:`, `classes:` and `handlers:`; nil if it has none of
  /// these keys. Others are not looked at.
  public static func user(_ text: String) throws(DocumentError) -> LibraryVocabulary? {
    let document = try DocumentParser.parse(text)
    let (api, classes) = (document?["api"], document?["classes"])
    let handlers = document?["handlers"]
    guard api != nil || classes != nil || handlers != nil else { return nil }
    var vocabulary = LibraryVocabulary(
      name: "user", title: "The configuration's own", precedence: .always, entries: [])
    if let api { vocabulary.entries = try api.entries(under: "api", as: VocabularyEntry.init) }
    if let classes {
      vocabulary.classes = try classes.entries(under: "classes", as: VocabularyClass.init)
    }
    if let handlers {
      vocabulary.handlers = try handlers.entries(under: "handlers", as: HandlerInstaller.init)
    }
    return vocabulary
  }
}

extension VocabularyEntry {
  /// One item under `api:`, such as `{match: "my_load_*", kind: load, order: relaxed}`.
  public init(_ node: DocumentNode) throws(DocumentError) {
    guard let members = node.members else {
      throw DocumentError(line: node.line, message: "an entry is a mapping with 'match' and 'kind'")
    }
    guard let match = node["match"], let kind = node["kind"] else {
      throw DocumentError(line: node.line, message: "an entry needs 'match' and 'kind'")
    }
    let patterns = try NamePattern.patterns(of: match)
    let name = try kind.text()
    guard let known = Self.kinds[name] else {
      throw DocumentError(
        line: kind.line,
        message: "'\(name)' is no kind; one of \(Self.kinds.keys.sorted().joined(separator: ", "))")
    }
    self.init(patterns: patterns, kind: known)
    if name == "increment" || name == "decrement" { value = nil }
    for member in members where member.key != "match" && member.key != "kind" {
      try set(member)
    }
  }

  private mutating func set(_ member: DocumentNode.Member) throws(DocumentError) {
    let node = member.value
    switch member.key {
    case "order": order = try Self.order(node)
    case "pointer-order":
      guard case .known(let known) = try Self.order(node) else {
        throw DocumentError(line: node.line, message: "'pointer-order' is a known order")
      }
      pointerOrder = known
    case "failure": failure = try Self.order(node)
    case "object", "pointer": object = try node.integer()
    case "lvalue":
      object = try node.integer()
      isLvalue = true
    case "value": value = try node.integer()
    case "amount":
      amount = Int64(try node.integer())
      value = nil
    case "expected": expected = try node.integer()
    case "expected-pointer":
      expected = try node.integer()
      isExpectedPointer = true
    case "output": output = try node.integer()
    case "result":
      guard let known = Result(rawValue: try node.text()) else {
        throw DocumentError(
          line: node.line,
          message: "'result' is \(Result.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      result = known
    default: throw DocumentError(line: node.line, message: "unknown key '\(member.key)'")
    }
    for position in [object, value ?? 0, expected, output ?? 0] where !(0...31).contains(position) {
      throw DocumentError(line: node.line, message: "positions count from 0, to 31 at most")
    }
  }

  private static func order(_ node: DocumentNode) throws(DocumentError) -> Order {
    let text = try node.text()
    if let known = orders[text] { return .known(known) }
    if text == "full" { return .full }
    if text == "name" { return .inName }
    let words = text.split { $0 == " " }.map(String.init)
    if words.first == "argument", words.count == 2 || (words.count == 4 && words[2] == "or"),
      let position = Int(words[1]), (0...31).contains(position)
    {
      guard words.count == 4, words[3] != "full" else {
        return .argument(
          position, otherwise: words.count == 4 ? .full : .known(.sequentiallyConsistent))
      }
      if let known = orders[words[3]] { return .argument(position, otherwise: .known(known)) }
    }
    throw DocumentError(
      line: node.line,
      message: """
        '\(text)' is no order; one of \(orders.keys.sorted().joined(separator: ", ")), full, name, \
        'argument N', 'argument N or ORDER'
        """)
  }

  private static let orders = Dictionary(
    uniqueKeysWithValues: MemoryOrder.allCases.map { ($0.name, $0) })

  private static let kinds: [String: Kind] = [
    "load": .load, "store": .store, "initialize": .initialize, "exchange": .update(.exchange),
    "add": .update(.add), "sub": .update(.subtract), "increment": .update(.add),
    "decrement": .update(.subtract), "and": .update(.and), "or": .update(.or),
    "xor": .update(.xor), "nand": .update(.nand), "min": .update(.minimum),
    "max": .update(.maximum), "update": .updateInName, "cas": .compareExchange(isWeak: false),
    "weak-cas": .compareExchange(isWeak: true), "fence": .fence, "compiler-fence": .compilerFence,
    "lock": .lock, "try-lock": .tryLock, "unlock": .unlock, "free": .free,
    "allocate": .allocate, "pass": .passThrough, "nothing": .nothing,
  ]
}
