import Vocabularies

/// Macros that a library's vocabulary describes and whose bodies say less than it does, such as a
/// volatile access that stands for an atomic one, or assembly, or the body for programs without
/// threads.
///
/// In memory, and nowhere else, the parse sees another body: the call of a function that does not
/// exist, `__orderlint_NAME`, with the macro's arguments. Lines stay where they are.
struct MacroReplacements: Sendable {
  /// The changed texts by absolute path, and the declarations that C++ needs.
  let files: [(path: String, text: [UInt8])]

  private static let declarations = "/orderlint-vocabulary.h"

  /// What makes the functions known to C++, where calls need declarations.
  var cxxArguments: [String] { files.isEmpty ? [] : ["-include", Self.declarations] }

  init(_ vocabulary: VocabularySet, _ index: RepositoryIndex) {
    guard !vocabulary.isEmpty else {
      files = []
      return
    }
    var found: [(path: String, text: [UInt8], definitions: [MacroDefinition])] = []
    for path in index.files where index.scans[path]?.definesLibraryMacro ?? false {
      guard let text = Files.contents(of: path) else { continue }
      let definitions = MacroDefinition.all(in: text).filter {
        vocabulary.operation(named: $0.name) != nil
      }
      if !definitions.isEmpty { found.append((path, text, definitions)) }
    }
    var replaced: [(path: String, text: [UInt8])] = []
    var names: Set<String> = []
    for file in found {
      var text = file.text
      var isChanged = false
      for definition in file.definitions.reversed() {
        guard let operation = vocabulary.operation(named: definition.name),
          let line = definition.replacement(for: operation)
        else { continue }
        text.replaceSubrange(definition.range, with: line)
        names.insert(definition.name)
        isChanged = true
      }
      if isChanged { replaced.append((file.path, text)) }
    }
    if !replaced.isEmpty {
      let lines = names.sorted().map {
        "extern \"C\" long \(UnitContext.replacementPrefix)\($0)(...);\n"
      }
      replaced.append((Self.declarations, Array(lines.joined().utf8)))
    }
    files = replaced
  }
}

/// A `#define` directive.
struct MacroDefinition {
  var name: String
  /// Nil if the macro takes no parentheses.
  var parameters: [String]?
  var body: String
  /// From the `#` to the end of the last line, without its line break.
  var range: Range<Int>
  private var lineBreaks: Int

  static func all(in text: [UInt8]) -> [MacroDefinition] {
    var result: [MacroDefinition] = []
    var start = 0
    while start < text.count {
      let end = text.directiveEnd(from: start)
      var offset = start
      while offset < end, text[offset] == 0x20 || text[offset] == 0x09 { offset += 1 }
      if offset < end, text[offset] == UInt8(ascii: "#"),
        let definition = MacroDefinition(text, offset..<end)
      {
        result.append(definition)
      }
      start = end + 1
    }
    return result
  }

  private init?(_ text: [UInt8], _ range: Range<Int>) {
    self.range = range
    lineBreaks = text[range].count { $0 == 0x0A }
    var rest = text[range].dropFirst().drop(while: Characters.isSpace)
    let keyword = Array("define".utf8)
    guard rest.starts(with: keyword) else { return nil }
    rest = rest.dropFirst(keyword.count)
    guard let separator = rest.first, Characters.isSpace(separator) else { return nil }
    rest = rest.drop(while: Characters.isSpace)
    let word = rest.prefix(while: Characters.isWord)
    guard !word.isEmpty else { return nil }
    name = String(decoding: word, as: UTF8.self)
    rest = rest.dropFirst(word.count)
    if rest.first == UInt8(ascii: "(") {
      guard let close = rest.firstIndex(of: UInt8(ascii: ")")) else { return nil }
      let list = String(decoding: rest[(rest.startIndex + 1)..<close], as: UTF8.self)
      let names = list.replacing("\\", with: " ").split(separator: ",").map {
        String($0.trimmingSpaces)
      }
      parameters = names.filter { !$0.isEmpty }
      rest = rest[(close + 1)...]
    }
    body = String(decoding: rest, as: UTF8.self)
  }

  /// The directive that takes this one's place; nil if this one is understood better as it is.
  func replacement(for operation: VocabularyOperation) -> [UInt8]? {
    guard operation.precedence != .undefined, !isNative,
      !body.trimmingSpaces.isEmpty || isEmptyFence(operation)
    else { return nil }
    let target = UnitContext.replacementPrefix + name
    let breaks = String(repeating: "\n", count: lineBreaks)
    guard let parameters else {
      return Array("#define \(name) \(target)\(breaks)".utf8)
    }
    guard parameters.count >= operation.argumentCount else { return nil }
    let list = parameters.joined(separator: ", ")
    return Array("#define \(name)(\(list)) \(call(target, parameters, operation))\(breaks)".utf8)
  }

  private func call(
    _ target: String, _ parameters: [String], _ operation: VocabularyOperation
  ) -> String {
    let entry = operation.entry
    let arguments = parameters.enumerated().map { position, name in
      if name == "..." { return "##__VA_ARGS__" }
      if name.hasSuffix("...") { return "##" + name.dropLast(3) }
      return position == entry.object && entry.isLvalue ? "&(\(name))" : name
    }
    let call = "\(target)(\(arguments.joined(separator: ", ")))"
    guard entry.givesObjectValue, parameters.indices.contains(entry.object) else {
      return "(\(call))"
    }
    let object = parameters[entry.object]
    return entry.isLvalue
      ? "((__typeof__(\(object)))\(call))" : "((__typeof__(*(\(object))))\(call))"
  }

  /// Whether the front end knows what the body does.
  private var isNative: Bool {
    [
      "__atomic_", "__sync_", "__c11_", "atomic_load", "atomic_store", "atomic_fetch",
      "atomic_exchange", "atomic_compare", "atomic_thread_fence",
    ].contains { body.contains($0) }
  }

  /// Fences are often defined as nothing on some machine.
  private func isEmptyFence(_ operation: VocabularyOperation) -> Bool {
    parameters != nil && operation.entry.kind == .fence
  }
}

extension VocabularyEntry {
  /// Whether a call gives a value of the object's type.
  fileprivate var givesObjectValue: Bool {
    switch kind {
    case .load: output == nil
    case .update, .updateInName: result == .old || result == .new
    case .compareExchange: result == .old
    case .store, .initialize, .fence, .compilerFence, .lock, .tryLock, .unlock, .free, .allocate,
      .passThrough, .nothing:
      false
    }
  }
}
