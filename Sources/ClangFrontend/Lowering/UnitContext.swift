import CLibclang
import OrderLint
import Vocabularies

/// One parsed translation unit and what lowering has learnt about it so far.
final class UnitContext {
  let unit: TranslationUnit
  let directory: String
  let roots: [String]
  let isCXX: Bool
  /// Whether the code is to be executed: integers wrap, and objects have layouts.
  let isExact: Bool
  /// Layouts of the records that fields were taken of.
  var layouts: [String: Layout] = [:]
  /// The cells of records by their declarations.
  var arrangements: [UnsafeRawPointer: Arrangement] = [:]
  /// The fields whose addresses the unit takes, once somebody asked.
  var addressedFields: Set<UnsafeRawPointer>?
  /// The type whose layout is asked for is nested too deeply.
  var isLayoutCut = false
  private var files: [CXFile: FileEntry] = [:]
  private var sources: [CXFile: [UInt8]] = [:]
  private var macros: [CXFile: FileMacros] = [:]
  private var machines: [CXFile: MachineConditions] = [:]
  private var expansions: [UInt32: Place] = [:]
  private var spellings: [UInt32: Place] = [:]
  private var functions: [UnsafeRawPointer: FunctionReference] = [:]
  private var fields: [UnsafeRawPointer: FieldReference] = [:]
  private var globals: [UnsafeRawPointer: String] = [:]
  /// Statics of function bodies, found while lowering.
  var localStatics: [Global] = []
  /// Functions that are called without being defined, and take addresses, by their symbols.
  var externals: [String: ExternalFunction] = [:]
  /// What only C++ needs.
  var cxx = CXXMemory()
  /// Headers that exist in memory only: nothing in them is the repository's.
  var generated: Set<String> = []
  /// What libraries' functions mean.
  let vocabulary: VocabularySet
  var operations: [UnsafeRawPointer: VocabularyOperation?] = [:]

  struct FileEntry {
    /// Relative to the root if the file is inside it.
    var path: String
    var isInside: Bool
  }

  /// A function a call or expression names.
  struct FunctionReference {
    var name: String
    var symbol: String
    /// A body exists in this unit, in a file of the repository.
    var isDefinedHere: Bool
    var isNoReturn: Bool
    /// What the source names in C++ hide: references are addresses.
    var signature = Signature()
  }

  /// A field and the record it counts as a part of.
  struct FieldReference {
    var name: String
    /// Nil if the record has neither tag nor typedef name.
    var record: String?
  }

  init(
    unit: consuming TranslationUnit, directory: String, roots: [String], isCXX: Bool = false,
    vocabulary: VocabularySet = .init(), isExact: Bool = false
  ) {
    self.isCXX = isCXX
    self.isExact = isExact && !isCXX
    self.vocabulary = vocabulary
    self.unit = unit
    self.directory = directory
    self.roots = roots
  }

  func entry(for file: CXFile?) -> FileEntry? {
    guard let file else { return nil }
    if let known = files[file] { return known }
    guard let name = name(of: file), !name.isEmpty, !name.hasPrefix("<") else { return nil }
    let path = Paths.absolute(name, in: directory)
    // What is executed must be there as a whole, wherever it is included from.
    var entry = FileEntry(path: path, isInside: isExact && !unit.isSystemHeader(file))
    for root in roots where !generated.contains(path) {
      if let relative = Paths.relative(path, to: root) {
        entry = FileEntry(path: relative, isInside: true)
        break
      }
    }
    files[file] = entry
    return entry
  }

  func source(of file: CXFile) -> [UInt8] {
    if let known = sources[file] { return known }
    let bytes = unit.contents(of: file)
    sources[file] = bytes
    return bytes
  }

  func machineConditions(of file: CXFile) -> MachineConditions {
    if let known = machines[file] { return known }
    let found = MachineConditions(source(of: file), file: entry(for: file)?.path ?? "")
    machines[file] = found
    return found
  }

  /// The macro of a file whose definition an offset lies in.
  func macro(at offset: Int, in file: CXFile) -> MacroTraits? {
    if let known = macros[file] { return known.macro(at: offset) }
    let found = FileMacros(source(of: file))
    macros[file] = found
    return found.macro(at: offset)
  }

  /// Where the outermost macro expansion around a location starts. Macros that write whole modules
  /// nest hundreds deep, and libclang climbs all the way each time it is asked.
  func expansion(of location: CXSourceLocation) -> Place {
    if let known = expansions[location.int_data] { return known }
    let place = Place(expansion: location)
    expansions[location.int_data] = place
    return place
  }

  /// Where the text itself stands, in a macro body if it came from one.
  func spelling(of location: CXSourceLocation) -> Place {
    if let known = spellings[location.int_data] { return known }
    let place = Place(spelling: location)
    spellings[location.int_data] = place
    return place
  }

  func isInside(_ cursor: CXCursor) -> Bool {
    guard !unit.isInSystemHeader(cursor.location) else { return false }
    return entry(for: expansion(of: cursor.location).file)?.isInside ?? false
  }

  // MARK: Names

  func function(_ declaration: CXCursor) -> FunctionReference {
    let key = declaration.canonical.identity
    if let key, let known = functions[key] { return known }
    let reference = isCXX ? cxxFunction(declaration) : cFunction(declaration)
    if let key { functions[key] = reference }
    return reference
  }

  private func cFunction(_ declaration: CXCursor) -> FunctionReference {
    let name = declaration.name
    let definition = declaration.definition
    let isDefined = !definition.isNull && isInside(definition)
    var symbol = name
    if declaration.hasInternalLinkage {
      let home = expansion(of: (isDefined ? definition : declaration).location).file
      if let path = entry(for: home)?.path, !Paths.isHeader(path) { symbol = "\(name)@\(path)" }
    }
    return FunctionReference(
      name: name, symbol: symbol, isDefinedHere: isDefined,
      isNoReturn: CAtomics.neverReturn.contains(name) || isNoReturn(declaration))
  }

  func isNoReturn(_ declaration: CXCursor) -> Bool {
    if declaration.type.spelling.contains("noreturn") { return true }
    let name = declaration.name.lowercased()
    if name.contains("assert"), name.contains("fail"),
      declaration.type.result.canonical.kind == CXType_Void
    {
      return true
    }
    return declaration.canonical.children.contains { child in
      guard child.kind == CXCursor_UnexposedAttr else { return false }
      return text(of: child).lowercased().contains("noreturn")
    }
  }

  func global(_ variable: CXCursor, in function: String?) -> String {
    let key = variable.canonical.identity
    if let key, let known = globals[key] { return known }
    let name = isCXX && function == nil ? qualifiedName(variable) : variable.name
    var symbol = name
    if let function, variable.hasNoLinkage {
      symbol = "\(function).\(name)"
    } else if variable.hasInternalLinkage,
      let path = entry(for: expansion(of: variable.location).file)?.path
    {
      symbol = "\(name)@\(path)"
    }
    if let key { globals[key] = symbol }
    return symbol
  }

  func field(_ declaration: CXCursor) -> FieldReference {
    if let key = declaration.identity, let known = fields[key] { return known }
    let reference = FieldReference(
      name: declaration.name, record: recordName(declaration.semanticParent))
    if isExact, let record = reference.record { noteLayout(of: declaration, record: record) }
    if let key = declaration.identity { fields[key] = reference }
    return reference
  }

  /// The tag or typedef name. A record without either counts as a part of the one around it if its
  /// fields are used as if they were that one's (C11 anonymous members).
  func recordName(_ record: CXCursor) -> String? {
    var current = record
    for _ in 0..<16 {
      guard current.isUnnamedRecord else {
        return isCXX ? qualifiedName(current) : current.name
      }
      guard clang_Cursor_isAnonymousRecordDecl(current) != 0 else {
        return isExact ? unnamedRecord(current) : nil
      }
      current = current.semanticParent
    }
    return nil
  }

  /// A name for a record that has none, which no other has.
  private func unnamedRecord(_ record: CXCursor) -> String {
    let place = Place(expansion: record.location)
    let kind = record.kind == CXCursor_UnionDecl ? "union" : "struct"
    return "\(kind) at \(entry(for: place.file)?.path ?? ""):\(place.line):\(place.column)"
  }

  /// The type of a variable or field: a record's bare name, with the stars of a pointer to one and
  /// the brackets of an array of them.
  func storedTypeName(_ type: CXType) -> String {
    if isCXX { return cxxTypeName(type, isStored: true) }
    var inner = type.withoutAtomic.canonical
    var stars = 0
    var isArray = false
    for _ in 0..<4 where inner.isPointer || inner.isArray {
      if inner.isPointer { stars += 1 } else if stars == 0 { isArray = true }
      inner = (inner.isPointer ? inner.pointee : inner.innermostElement).withoutAtomic.canonical
    }
    guard inner.isRecord, let name = recordName(inner.declaration) else { return type.spelling }
    let pointer = stars > 0 ? " " + String(repeating: "*", count: stars) : ""
    return name + pointer + (isArray ? "[]" : "")
  }

  /// The bare record name that a type is or points to, or its spelling.
  func typeName(_ type: CXType) -> String {
    if isCXX { return cxxTypeName(type) }
    var inner = type.withoutAtomic.canonical
    for _ in 0..<4 where inner.isPointer || inner.isArray {
      inner = (inner.isPointer ? inner.pointee : inner.innermostElement).withoutAtomic.canonical
    }
    if inner.isRecord, let name = recordName(inner.declaration) { return name }
    return type.spelling
  }

  // MARK: Text

  /// The text a cursor is spelled by, from its first token on; at most 200 bytes.
  func text(of cursor: CXCursor) -> String {
    let start = Place(spelling: cursor.start)
    let end = Place(spelling: cursor.end)
    guard let file = start.file else { return "" }
    let bytes = source(of: file)
    guard start.offset < bytes.count else { return "" }
    let isInOnePlace = end.file == start.file && end.offset > start.offset
    let length = min(200, isInOnePlace ? end.offset - start.offset : 200)
    return String(decoding: bytes[start.offset...].prefix(length), as: UTF8.self)
  }

  /// The identifier or number at an offset.
  func word(in file: CXFile, at offset: Int) -> String {
    let bytes = source(of: file)
    var end = offset
    while end < bytes.count, Characters.isWord(bytes[end]) { end += 1 }
    guard end > offset, offset >= 0 else { return "" }
    return String(decoding: bytes[offset..<end], as: UTF8.self)
  }
}

extension CXCursor {
  /// A variable of a function body, `static` or not.
  var hasNoLinkage: Bool { clang_getCursorLinkage(self) == CXLinkage_NoLinkage }
}

enum Characters {
  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
