import CLibclang
import OrderLint

/// What lowering remembers about the C++ of a unit.
struct CXXMemory {
  var qualifiedNames: [UnsafeRawPointer: String] = [:]
  /// Definitions of the instantiated functions that somebody calls.
  var instantiations: [CXCursor] = []
  var isInstantiated: Set<String> = []
  /// Symbols of lambdas, by where they begin.
  var lambdas: [LambdaPlace: String] = [:]
  /// Lambdas met in bodies.
  var lambdaFunctions: [Function] = []
  var members: [UnsafeRawPointer: ClassMembers] = [:]
  /// Members looked for, in the class itself or in one it inherits from.
  var inheritedMembers: [UnsafeRawPointer: [String: CXCursor?]] = [:]
  /// Values of constants; nil if they are none.
  var constants: [UnsafeRawPointer: Int64?] = [:]
  /// How many arguments functions take.
  var arities: [UnsafeRawPointer: ClosedRange<Int>] = [:]
  var classes: [UnsafeRawPointer: CXXLibrary.Class?] = [:]
  /// Last names of the types of which each thread has its own object.
  var threadLocalTypes: Set<String> = []
  /// Records that atomic objects hold, with the field that says most about them.
  var valueRecords: [String: String] = [:]

  struct LambdaPlace: Hashable {
    var file: CXFile?
    var offset: Int
  }
}

/// The members that a class declares itself.
struct ClassMembers {
  /// The first of each name.
  var named: [String: CXCursor] = [:]
  var bases: [CXCursor] = []
  var destructor: CXCursor?

  init(of record: CXCursor) {
    for child in record.children {
      if child.kind == CXCursor_CXXBaseSpecifier { bases.append(child) }
      if child.kind == CXCursor_Destructor { destructor = child }
      let isMember =
        child.kind == CXCursor_FieldDecl || child.kind == CXCursor_VarDecl || child.kind.isFunction
      if isMember, named[child.name] == nil { named[child.name] = child }
    }
  }
}

/// What a C++ declaration says about how arguments are passed.
struct Signature {
  /// For each parameter, whether it is a reference.
  var references: [Bool] = []
  /// For each parameter, its default value if that is a constant.
  var defaults: [Int64?] = []
  var returnsReference = false
}

extension UnitContext {
  // MARK: Names

  /// The name with its namespaces and classes, without template arguments, inline and unnamed
  /// namespaces.
  func qualifiedName(_ declaration: CXCursor) -> String {
    if let key = declaration.identity, let known = cxx.qualifiedNames[key] { return known }
    var name = plainName(declaration)
    var parent = declaration.semanticParent
    for _ in 0..<32 {
      let isNamespace = parent.kind == CXCursor_Namespace
      guard isNamespace || parent.kind.isClass || parent.kind == CXCursor_LinkageSpec else { break }
      let outer = parent.kind == CXCursor_LinkageSpec ? "" : parent.name
      let isHidden =
        outer.isEmpty || outer.hasPrefix("(")
        || (isNamespace && clang_Cursor_isInlineNamespace(parent) != 0)
      if !isHidden { name = "\(outer)::\(name)" }
      parent = parent.semanticParent
    }
    if let key = declaration.identity { cxx.qualifiedNames[key] = name }
    return name
  }

  /// What the reader calls a function: `push`, `Ring::push`.
  func readableName(_ declaration: CXCursor) -> String {
    let parent = declaration.semanticParent
    let name = plainName(declaration)
    guard parent.kind.isClass, !parent.name.isEmpty else { return name }
    return "\(parent.name)::\(name)"
  }

  /// The name alone: constructors of templates come with the parameters of their class.
  private func plainName(_ declaration: CXCursor) -> String {
    let name = declaration.name
    let parent = declaration.semanticParent
    guard parent.kind.isClass, !parent.name.isEmpty, name.hasSuffix(">"),
      name.hasPrefix(parent.name + "<") || name.hasPrefix("~" + parent.name + "<")
    else { return name }
    return String(name.prefix { $0 != "<" })
  }

  /// The template that a function or class was made from; the declaration itself otherwise.
  func pattern(of declaration: CXCursor) -> CXCursor {
    var current = declaration
    for _ in 0..<8 {
      let next = clang_getSpecializedCursorTemplate(current)
      guard !next.isNull, next.identity != current.identity else { break }
      current = next
    }
    return current
  }

  func cxxFunction(_ declaration: CXCursor) -> FunctionReference {
    let pattern = pattern(of: declaration)
    let isInstance = pattern.identity != declaration.identity
    let definition = declaration.definition
    let patternDefinition = isInstance ? pattern.definition : definition
    let home = definition.isNull ? patternDefinition : definition
    let isDefined = !home.isNull && isInside(home)
    var symbol = cxxSymbol(pattern.canonical, instance: declaration)
    if declaration.hasInternalLinkage {
      let file = Place(expansion: (isDefined ? home : declaration).location).file
      if let path = entry(for: file)?.path, !Paths.isHeader(path) { symbol += "@\(path)" }
    }
    if isInstance, isDefined, !definition.isNull,
      cxx.isInstantiated.insert(symbol).inserted
    {
      cxx.instantiations.append(definition)
    }
    return FunctionReference(
      name: readableName(pattern), symbol: symbol, isDefinedHere: isDefined,
      isNoReturn: CAtomics.neverReturn.contains(declaration.name) || isNoReturn(declaration),
      signature: signature(of: declaration))
  }

  /// A C name for what C can call; otherwise the qualified name with the parameters.
  private func cxxSymbol(_ pattern: CXCursor, instance: CXCursor) -> String {
    let name = pattern.name
    if pattern.kind == CXCursor_FunctionDecl, hasCLinkage(pattern) || name == "main" { return name }
    let display = string(clang_getCursorDisplayName(pattern))
    var symbol = qualifiedName(pattern)
    if display.hasPrefix(name) { symbol += display.dropFirst(name.count) }
    if clang_CXXMethod_isConst(pattern) != 0 { symbol += " const" }
    let orders = orderArguments(of: instance, pattern)
    if !orders.isEmpty { cxx.isInstantiated.insert(symbol) }
    return symbol + orders
  }

  private func hasCLinkage(_ function: CXCursor) -> Bool {
    let parent = function.semanticParent.kind
    guard
      parent == CXCursor_LinkageSpec || parent == CXCursor_TranslationUnit
        || parent == CXCursor_Namespace || parent == CXCursor_UnexposedDecl
    else { return false }
    return !string(clang_getCursorUSR(function)).contains("#")
  }

  /// Memory orders passed as template arguments make different functions. libclang gives the
  /// arguments of methods only in their identifiers.
  private func orderArguments(of instance: CXCursor, _ pattern: CXCursor) -> String {
    guard pattern.kind == CXCursor_FunctionTemplate, pattern.identity != instance.identity,
      pattern.children.contains(where: {
        $0.kind == CXCursor_NonTypeTemplateParameter && $0.type.spelling.contains("memory_order")
      })
    else { return "" }
    let identifier = string(clang_getCursorUSR(instance))
    guard let name = identifier.ranges(of: "@\(pattern.name)<").last else { return "" }
    let arguments = identifier[name.upperBound...].prefix { $0 != ">" }
    return "<\(arguments)>"
  }

  func signature(of declaration: CXCursor) -> Signature {
    let parameters = declaration.parameters
    var signature = Signature()
    signature.references = parameters.map { $0.type.isReference }
    signature.defaults = parameters.map { parameter in
      let value = parameter.children.last { clang_isExpression($0.kind) != 0 }
      return value.flatMap { $0.orderConstant }
    }
    signature.returnsReference = declaration.type.result.isReference
    return signature
  }

  // MARK: Types

  /// The name of the record a type is, points or refers to, or the type's spelling. An atomic object
  /// counts as what it holds. For what is stored the pointers count, too.
  func cxxTypeName(_ type: CXType, isStored: Bool = false) -> String {
    var inner = type.canonical
    var stars = 0
    var isArray = false
    for _ in 0..<8 {
      if inner.isPointer || inner.isReference {
        stars += 1
        inner = inner.pointee.canonical
      } else if inner.isArray {
        isArray = isArray || stars == 0
        inner = inner.innermostElement
      } else if inner.kind == CXType_Atomic {
        inner = inner.withoutAtomic.canonical
      } else if let held = heldType(inner) {
        if libraryClass(of: inner)?.isPointer ?? false { stars += 1 }
        inner = held.canonical
      } else {
        break
      }
    }
    let declared = inner.declaration
    guard declared.kind.isClass, libraryClass(declared) == nil, let name = recordName(declared)
    else { return type.spelling }
    guard isStored else { return name }
    let pointer = stars > 0 ? " " + String(repeating: "*", count: stars) : ""
    return name + pointer + (isArray ? "[]" : "")
  }

  /// What an atomic object or a smart pointer of the library holds.
  func heldType(_ type: CXType) -> CXType? {
    guard let kind = libraryClass(of: type), kind.isHolder else { return nil }
    let argument = clang_Type_getTemplateArgumentAsType(type.canonical, 0)
    return argument.kind == CXType_Invalid ? nil : argument
  }

  /// The library's class that a type is, behind references.
  func libraryClass(of type: CXType) -> CXXLibrary.Class? {
    let inner = type.withoutReference
    let canonical = inner.canonical
    guard
      canonical.kind == CXType_Record || canonical.kind == CXType_Unexposed
        || canonical.kind == CXType_Elaborated
    else { return nil }
    let declared = canonical.declaration
    return libraryClass(declared.kind.isClass ? declared : inner.declaration)
  }

  /// The library's class that a declaration is; nil for classes of the repository.
  func libraryClass(_ declaration: CXCursor) -> CXXLibrary.Class? {
    guard declaration.kind.isClass, let key = declaration.identity else { return nil }
    if let known = cxx.classes[key] { return known }
    let found = CXXLibrary.classNamed(qualifiedName(declaration), vocabulary)
    var kind = found != nil && isInside(declaration) ? nil : found
    if kind == nil, isStandIn(declaration), LockName.isHolder(declaration.name) {
      kind = .scopedLock
    }
    cxx.classes[key] = .some(kind)
    return kind
  }

  /// Whether a declaration stands in for one in a header that is missing.
  func isStandIn(_ declaration: CXCursor) -> Bool {
    entry(for: spelling(of: declaration.location).file)?.path == MissingNames.path
  }

  /// The class whose members an expression of the type has, through pointers and references.
  func classDeclaration(of type: CXType) -> CXCursor? {
    var inner = type.canonical
    for _ in 0..<6 {
      if inner.isPointer || inner.isReference {
        inner = inner.pointee.canonical
      } else if inner.isArray {
        inner = inner.innermostElement
      } else {
        break
      }
    }
    if let held = heldType(inner), libraryClass(of: inner)?.isPointer ?? false {
      return classDeclaration(of: held)
    }
    let declared = inner.declaration
    guard declared.kind.isClass else { return nil }
    let definition = declared.definition
    if !definition.isNull { return definition }
    let template = pattern(of: declared)
    return template.definition.isNull ? declared : template.definition
  }

  /// The member of that name of a class or of one it inherits from.
  func member(_ name: String, of record: CXCursor) -> CXCursor? {
    guard let key = record.identity else { return nil }
    let own = members(of: record, key)
    if let found = own.named[name] { return found }
    if own.bases.isEmpty { return nil }
    if let known = cxx.inheritedMembers[key]?[name] { return known }
    let found = inheritedMember(name, own.bases)
    cxx.inheritedMembers[key, default: [:]][name] = .some(found)
    return found
  }

  private func inheritedMember(_ name: String, _ bases: [CXCursor]) -> CXCursor? {
    var open = Array(bases.reversed())
    var seen: Set<UnsafeRawPointer> = []
    while let base = open.popLast(), seen.count < Self.baseLimit {
      guard let record = classDeclaration(of: base.type), let key = record.identity,
        seen.insert(key).inserted
      else { continue }
      let members = members(of: record, key)
      if let found = members.named[name] { return found }
      open += members.bases.reversed()
    }
    return nil
  }

  private static let baseLimit = 500

  private func members(of record: CXCursor, _ key: UnsafeRawPointer) -> ClassMembers {
    if let known = cxx.members[key] { return known }
    let members = ClassMembers(of: record)
    cxx.members[key] = members
    return members
  }

  /// The destructor of a class of the repository, if it has a body.
  func destructorSymbol(of record: CXCursor) -> String? {
    guard isInside(record), libraryClass(record) == nil, let key = record.identity,
      let destructor = members(of: record, key).destructor,
      clang_CXXMethod_isDefaulted(destructor) == 0
    else { return nil }
    let function = function(destructor)
    return function.isDefinedHere ? function.symbol : nil
  }

  /// How many arguments a function takes.
  func arity(of function: CXCursor) -> ClosedRange<Int> {
    if let key = function.identity, let known = cxx.arities[key] { return known }
    let parameters = function.parameters
    let optional = parameters.reversed().prefix { parameter in
      parameter.children.contains { clang_isExpression($0.kind) != 0 }
    }
    let range = (parameters.count - optional.count)...parameters.count
    if let key = function.identity { cxx.arities[key] = range }
    return range
  }

  /// The value of a constant of the program.
  func constant(_ variable: CXCursor) -> Int64? {
    guard variable.kind == CXCursor_VarDecl, let key = variable.identity else { return nil }
    if let known = cxx.constants[key] { return known }
    let isConstant =
      variable.type.isConst && (!variable.hasNoLinkage || variable.storageClass == CX_SC_Static)
    let value = isConstant && !isSwitch(variable) ? variable.initialConstant : nil
    cxx.constants[key] = .some(value)
    return value
  }

  /// Whether a template's arguments decide it: the one instantiation that is lowered stands for others,
  /// in which it is the other way.
  private func isSwitch(_ variable: CXCursor) -> Bool {
    variable.type.isBoolean
      && clang_Cursor_isNull(clang_getSpecializedCursorTemplate(variable.semanticParent)) == 0
  }

  func lastName(ofRecord name: String) -> String {
    name.split(separator: ":").last.map(String.init) ?? name
  }

  // MARK: Lambdas

  func lambdaPlace(_ cursor: CXCursor) -> CXXMemory.LambdaPlace {
    let place = Place(spelling: cursor.start)
    return CXXMemory.LambdaPlace(file: place.file, offset: place.offset)
  }

  /// The function a call operator of a lambda stands for.
  func lambdaSymbol(callOperator method: CXCursor) -> String? {
    cxx.lambdas[lambdaPlace(method.semanticParent)]
  }
}

extension CXCursor {
  /// The value of a constant, also of a memory order that a constant names.
  var orderConstant: Int64? {
    if let value = constant { return value }
    var current = self
    for _ in 0..<6 {
      let declared = current.referenced
      if declared.kind == CXCursor_EnumConstantDecl { return declared.enumValue }
      if declared.kind == CXCursor_VarDecl, declared.type.isConst {
        return declared.initialConstant
      }
      guard let next = current.children.last(where: { clang_isExpression($0.kind) != 0 })
      else { return nil }
      current = next
    }
    return nil
  }
}
