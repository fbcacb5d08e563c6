/// Namespaces of libraries whose headers are not there, and what the text uses of them.
///
/// Without a declaration clang drops the statement or the member that has such a name, and what else
/// it says with it. So the parse is given declarations that accept everything, in a file that exists
/// in memory only.
struct MissingNames {
  private var root = Scope()
  private var count = 0

  private static let limit = 2000
  /// The file that declares them; there is none of that name.
  static let path = "/orderlint-names.h"

  /// What a namespace or class has.
  fileprivate struct Scope {
    var members: [String: Scope] = [:]
    var isType = false
    var isFunction = false
    var isNamespace = false
    /// A member that is named with an object.
    var ofObjects = false
    /// For each parameter of a class template, whether it is a type.
    var parameters: [Bool]?

    /// Adds a use of a name; gives how much of it is new.
    mutating func insert(
      _ names: ArraySlice<String>, _ use: NameUse, isMember: Bool = false
    ) -> Int {
      guard let first = names.first, names.count <= 8 else { return 0 }
      var member = members[first] ?? Scope()
      var new = members[first] == nil ? 1 : 0
      new +=
        names.count > 1
        ? member.insert(names.dropFirst(), use, isMember: isMember) : member.note(use, isMember)
      members[first] = member
      return new
    }

    func isType(_ names: ArraySlice<String>) -> Bool {
      guard let first = names.first else { return isType }
      return members[first]?.isType(names.dropFirst()) ?? false
    }

    private mutating func note(_ use: NameUse, _ isMember: Bool) -> Int {
      if isMember {
        let isNew = !ofObjects
        ofObjects = true
        if use.kind == .function { isFunction = true }
        return isNew ? 1 : 0
      }
      let wasKnown = (isType, isFunction, isNamespace)
      switch use.kind {
      case .type:
        isType = true
        parameters = parameters ?? use.parameters
      case .function: isFunction = true
      case .namespace: isNamespace = true
      case .value: break
      }
      return wasKnown == (isType, isFunction, isNamespace) ? 0 : 1
    }
  }

  /// How many names are known: more than before if an error had something new in it.
  var size: Int { count }

  var arguments: [String] {
    root.members.isEmpty ? [] : ["-include", Self.path, "-Wno-non-pod-varargs"]
  }

  /// Notes the name at the place of an error. Only namespaces that nobody declares are declared.
  mutating func add(_ message: String, at place: Int, of bytes: [UInt8]) {
    guard count < Self.limit, let use = NameUse(at: place, of: bytes) else { return }
    var names = use.names
    if let owner = Owner(message) {
      guard let first = owner.names.first, root.members[first] != nil else { return }
      names = owner.names + (owner.isClass ? Array(names.prefix(1)) : names)
      guard !owner.isClass || root.isType(owner.names[...]) else { return }
      count += root.insert(names[...], use, isMember: owner.isClass)
      return
    }
    guard names.count > 1 || use.kind == .namespace, let first = names.first,
      message.contains("'\(first)'"), first != "std",
      first.first.map({ $0.isLowercase || $0 == "_" }) ?? false
    else { return }
    count += root.insert(names[...], use)
  }

  /// What an error says has no member of a name.
  private struct Owner {
    var names: [String]
    var isClass: Bool

    init?(_ message: String) {
      guard message.hasPrefix("no "), let start = message.ranges(of: " in ").last else {
        return nil
      }
      let rest = message[start.upperBound...]
      isClass = rest.first == "'"
      guard isClass || rest.hasPrefix("namespace '") else { return nil }
      let name = rest.drop { $0 != "'" }.dropFirst().prefix { $0 != "'" && $0 != "<" }
      names = name.split(separator: ":").map(String.init)
    }
  }

  // MARK: Text

  /// The declarations; nil if there is nothing to declare.
  var file: (path: String, text: [UInt8])? {
    guard !root.members.isEmpty else { return nil }
    let any = """
      struct \(Self.any) {
        \(Self.constructors(Self.any))
        template <class T> operator T() const;
        template <class T> bool operator==(T &&) const;
        template <class T> bool operator!=(T &&) const;
        template <class T> bool operator<(T &&) const;
        template <class T> bool operator>(T &&) const;
        template <class T> bool operator<=(T &&) const;
        template <class T> bool operator>=(T &&) const;
        template <class T> \(Self.any) &operator<<(T &&) const;
        \(Self.any) operator()(...) const;
        \(Self.any) &operator[](long) const;
        \(Self.any) &operator*() const;
        \(Self.any) *begin() const;
        \(Self.any) *end() const;
      };

      """
    let text = any + declarations(of: root.members, inClass: false)
    return (Self.path, Array(text.utf8))
  }

  /// What becomes whatever is wanted.
  static let any = "__orderlint_any"

  /// Copies are made from what is no constant, too.
  private static func constructors(_ name: String) -> String {
    "constexpr \(name)() {} template <class A, class... B> constexpr \(name)(A &&, B &&...) {}"
  }

  private func declarations(of scopes: [String: Scope], inClass: Bool) -> String {
    scopes.sorted { $0.key < $1.key }.map { declaration($0.key, $0.value, inClass) }.joined()
  }

  private func declaration(_ name: String, _ scope: Scope, _ inClass: Bool) -> String {
    if scope.ofObjects {
      guard scope.isFunction else { return "\(Self.any) \(name);\n" }
      return "\(Self.any) &\(name)(...) const;\n"
        + "template <class T, class... U> T \(name)(...) const;\n"
    }
    let prefix = inClass ? "static " : ""
    if scope.isType || (inClass && !scope.members.isEmpty) {
      return "\(template(scope))struct \(name) : \(Self.any) {\n"
        + "\(Self.constructors(name))\n"
        + declarations(of: scope.members, inClass: true) + "};\n"
    }
    if !scope.members.isEmpty || scope.isNamespace {
      return "namespace \(name) {\n" + declarations(of: scope.members, inClass: false) + "}\n"
    }
    guard scope.isFunction else {
      return inClass
        ? "static const \(Self.any) \(name);\n" : "extern const \(Self.any) \(name);\n"
    }
    return """
      \(prefix)\(Self.any) \(name)(...);
      template <class T, class... U> \(prefix)T \(name)(...);
      template <auto V, class... U> \(prefix)\(Self.any) \(name)(...);

      """
  }

  private func template(_ scope: Scope) -> String {
    guard let parameters = scope.parameters else { return "" }
    let list = parameters.enumerated().map { $1 ? "class T\($0) = void" : "auto V\($0) = 0" }
    return "template <\((list + ["class... R"]).joined(separator: ", "))>\n"
  }
}

/// A qualified name in a text, and what its surroundings say it is.
struct NameUse {
  enum Kind { case type, function, value, namespace }

  private(set) var names: [String] = []
  private(set) var kind = Kind.value
  /// For each argument of a class template, whether it looks like a type.
  private(set) var parameters: [Bool]?

  private let text: [UInt8]
  private var offset: Int

  init?(at place: Int, of text: [UInt8]) {
    guard text.indices.contains(place), Characters.isWord(text[place]),
      place == 0 || !Characters.isWord(text[place - 1])
    else { return nil }
    self.text = text
    offset = place
    repeat {
      skipSpace()
      guard let word = word(), names.count < 16 else { break }
      names.append(word)
      skipSpace()
    } while take("::")
    guard let last = names.last else { return nil }
    kind = kind(of: last, after: Self.before(place, text))
  }

  private mutating func kind(of name: String, after before: (word: String, byte: UInt8)) -> Kind {
    if before.word == "namespace" { return .namespace }
    if before.word == "using" { return .type }
    if byte == UInt8(ascii: "<"), let arguments = templateArguments() {
      skipSpace()
      if byte == UInt8(ascii: "(") { return .function }
      parameters = arguments
      return .type
    }
    let isConstant =
      name.first == "k" && name.dropFirst().first?.isUppercase ?? false
      || name == name.uppercased()
    switch byte {
    case UInt8(ascii: "("): return .function
    case UInt8(ascii: "{"): return .type
    case UInt8(ascii: "*"), UInt8(ascii: "&"), UInt8(ascii: ">"):
      return isConstant ? .value : .type
    case UInt8(ascii: ","):
      return before.byte == UInt8(ascii: "<") && !isConstant ? .type : .value
    case UInt8(ascii: "."):
      return text.dropFirst(offset).starts(with: [0x2E, 0x2E]) ? .type : .value
    default: return byte.map(Characters.isWord) ?? false ? .type : .value
    }
  }

  // MARK: Scanning

  private var byte: UInt8? { offset < text.count ? text[offset] : nil }

  private mutating func skipSpace() {
    while let byte, Characters.isSpace(byte) || byte == UInt8(ascii: "\\") { offset += 1 }
  }

  private mutating func word() -> String? {
    let word = text[offset...].prefix(while: Characters.isWord)
    guard let first = word.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      return nil
    }
    offset += word.count
    return String(decoding: word, as: UTF8.self)
  }

  private mutating func take(_ symbol: String) -> Bool {
    guard text[offset...].starts(with: symbol.utf8) else { return false }
    offset += symbol.utf8.count
    return true
  }

  /// For each template argument whether it looks like a type; moves behind them. Nil if what starts
  /// here is no list of them.
  private mutating func templateArguments() -> [Bool]? {
    var depth = 0
    var arguments: [Bool] = []
    var isStart = false
    for index in offset..<min(text.count, offset + 400) {
      switch text[index] {
      case UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "["):
        depth += 1
        isStart = depth == 1
        continue
      case UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 {
          offset = index + 1
          return arguments
        }
      case UInt8(ascii: ","):
        if depth == 1 { isStart = true }
        continue
      case UInt8(ascii: ";"), UInt8(ascii: "{"): return nil
      default: break
      }
      if isStart, !Characters.isSpace(text[index]) {
        arguments.append(!(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]))
        isStart = false
      }
    }
    return nil
  }

  /// The word and the byte before a place.
  private static func before(_ place: Int, _ text: [UInt8]) -> (word: String, byte: UInt8) {
    var end = place
    let isFiller = { (byte: UInt8) in Characters.isSpace(byte) || byte == UInt8(ascii: ":") }
    while end > 0, isFiller(text[end - 1]) { end -= 1 }
    var start = end
    while start > 0, end - start < 32, Characters.isWord(text[start - 1]) { start -= 1 }
    return (String(decoding: text[start..<end], as: UTF8.self), end > 0 ? text[end - 1] : 0)
  }
}
