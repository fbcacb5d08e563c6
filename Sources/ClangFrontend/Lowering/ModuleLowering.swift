import CLibclang
import OrderLint
import Vocabularies

/// Turns a parsed translation unit into a module: its functions, globals and records.
struct ModuleLowering {
  let context: UnitContext
  let errors: [UnitDiagnostic]
  private var functions: [Function] = []
  private var globals: [Global] = []
  private var globalPositions: [String: Int] = [:]
  private var records: [Record] = []
  private var recordNames: Set<String> = []
  private var functionSymbols: Set<String> = []
  /// Functions that depend on template parameters: lowered as they stand if nobody uses them.
  private var patterns: [CXCursor] = []

  init(context: UnitContext, errors: [UnitDiagnostic]) {
    self.context = context
    self.errors = errors
  }

  mutating func lower(file: String) -> Module {
    if context.isCXX { findUses() }
    for declaration in context.unit.cursor.children where context.isInside(declaration) {
      if context.isCXX {
        lowerDeclaration(declaration, depth: 0, isPattern: false)
        continue
      }
      switch declaration.kind {
      case CXCursor_FunctionDecl: lowerFunction(declaration)
      case CXCursor_VarDecl: lowerGlobal(declaration)
      case CXCursor_StructDecl, CXCursor_UnionDecl: lowerRecord(declaration, depth: 0)
      default: break
      }
    }
    if context.isCXX { lowerTemplates() }
    for global in context.localStatics { add(global) }
    var module = Module(
      file: file, language: context.isCXX ? .cpp : .c, functions: functions, globals: globals,
      records: records)
    module.layouts = context.layouts
    module.externals = context.externals.values.sorted { $0.symbol < $1.symbol }
    module.handlers = context.vocabulary.installers.handlers(installedBy: functions)
    return module
  }

  // MARK: C++

  /// What the declarations of the unit say about how records are used.
  private func findUses() {
    var files: Set<CXFile> = []
    for declaration in context.unit.cursor.children where context.isInside(declaration) {
      findUses(in: declaration, depth: 0)
      if let file = context.expansion(of: declaration.location).file, files.insert(file).inserted {
        context.cxx.threadLocalTypes.formUnion(
          ThreadLocalVariables.types(in: context.source(of: file)))
      }
    }
  }

  private func findUses(in cursor: CXCursor, depth: Int) {
    guard depth < 16 else { return }
    if cursor.kind == CXCursor_VarDecl || cursor.kind == CXCursor_FieldDecl {
      noteUse(of: cursor)
    } else if cursor.kind == CXCursor_Namespace || cursor.kind.isClass {
      for child in cursor.children { findUses(in: child, depth: depth + 1) }
    }
  }

  private func noteUse(of variable: CXCursor) {
    let type = variable.type.innermostElement
    guard let held = context.heldType(type), context.libraryClass(of: type) == .atomic,
      !held.isPointer, let record = context.classDeclaration(of: held), context.isInside(record),
      context.libraryClass(record) == nil, let name = context.recordName(record)
    else { return }
    let fields = record.children.filter { $0.kind == CXCursor_FieldDecl }
    let main = fields.first { $0.type.isPointer } ?? fields.first
    if let main { context.cxx.valueRecords[name] = main.name }
  }

  private mutating func lowerDeclaration(_ cursor: CXCursor, depth: Int, isPattern: Bool) {
    guard depth < 64 else { return }
    switch cursor.kind {
    case CXCursor_Namespace, CXCursor_LinkageSpec, CXCursor_UnexposedDecl:
      for child in cursor.children {
        lowerDeclaration(child, depth: depth + 1, isPattern: isPattern)
      }
    case CXCursor_StructDecl, CXCursor_ClassDecl, CXCursor_UnionDecl, CXCursor_ClassTemplate,
      CXCursor_ClassTemplatePartialSpecialization:
      lowerClass(cursor, depth: depth, isPattern: isPattern)
    case CXCursor_VarDecl: lowerGlobal(cursor)
    case CXCursor_FunctionTemplate:
      if cursor.isDefinition { patterns.append(cursor) }
    default:
      guard cursor.kind.isFunction, cursor.isDefinition else { return }
      if isPattern || isMemberOfTemplate(cursor) {
        patterns.append(cursor)
      } else {
        lowerFunction(cursor)
      }
    }
  }

  /// Whether a function outside of its class belongs to a class template.
  private func isMemberOfTemplate(_ function: CXCursor) -> Bool {
    var parent = function.semanticParent
    for _ in 0..<16 where parent.kind.isClass {
      if parent.kind == CXCursor_ClassTemplate
        || parent.kind == CXCursor_ClassTemplatePartialSpecialization
      {
        return true
      }
      parent = parent.semanticParent
    }
    return false
  }

  private mutating func lowerClass(_ cursor: CXCursor, depth: Int, isPattern: Bool) {
    guard cursor.isDefinition else { return }
    let children = cursor.children
    let isTemplate =
      cursor.kind == CXCursor_ClassTemplate
      || cursor.kind == CXCursor_ClassTemplatePartialSpecialization
    for child in children where child.kind != CXCursor_FieldDecl {
      lowerDeclaration(child, depth: depth + 1, isPattern: isPattern || isTemplate)
    }
    guard !cursor.isUnnamedRecord, let name = context.recordName(cursor),
      recordNames.insert(name).inserted
    else { return }
    records.append(
      Record(
        name: name, fields: fields(children, prefix: "", depth: 0),
        range: nameToEnd(cursor, endingAt: cursor.end)))
  }

  /// Instantiations first: in them everything is known. A template that is instantiated several
  /// times is seen once.
  private mutating func lowerTemplates() {
    var next = 0
    let pending = patterns
    // Naming the patterns' callees may ask for more instantiations.
    lowerInstantiations(&next)
    for pattern in pending
    where !context.cxx.isInstantiated.contains(context.function(pattern).symbol) {
      lowerFunction(pattern)
      lowerInstantiations(&next)
    }
    appendLambdas()
  }

  private mutating func lowerInstantiations(_ next: inout Int) {
    while next < context.cxx.instantiations.count {
      let instance = context.cxx.instantiations[next]
      next += 1
      lowerFunction(instance)
    }
  }

  private mutating func appendLambdas() {
    for function in context.cxx.lambdaFunctions
    where functionSymbols.insert(function.symbol).inserted {
      functions.append(function)
    }
    context.cxx.lambdaFunctions = []
  }

  private mutating func lowerFunction(_ cursor: CXCursor) {
    // What a vocabulary says of a function takes the place of its body, wherever it is called.
    guard cursor.isDefinition, context.operation(of: cursor) == nil else { return }
    let reference = context.function(cursor)
    // A second definition is an error, which the parse reports.
    guard functionSymbols.insert(reference.symbol).inserted else { return }
    var parameters = cursor.parameters.map {
      Parameter(
        name: $0.name, type: context.typeName($0.type), layout: context.valueLayout(of: $0.type))
    }
    for (number, value) in reference.signature.defaults.enumerated()
    where parameters.indices.contains(number) {
      parameters[number].defaultArgument = value
    }
    if context.isCXX, context.hasThis(cursor) {
      parameters.insert(
        Parameter(name: "this", type: context.recordName(cursor.semanticParent)), at: 0)
    }
    var lowering = FunctionLowering(
      cursor, symbol: reference.symbol, context: context, errors: errors)
    let blocks = lowering.lower()
    let isPrivate =
      context.isCXX
      ? isHidden(cursor, reference)
      : cursor.hasInternalLinkage && reference.symbol != reference.name
    var function = Function(
      symbol: reference.symbol, name: reference.name, language: context.isCXX ? .cpp : .c,
      kind: kind(of: cursor), visibility: isPrivate ? .file : .shared, parameters: parameters,
      locals: lowering.locals, blocks: blocks,
      range: nameToEnd(cursor, endingAt: lowering.tree.end(of: 0)))
    function.resultLayout = context.valueLayout(of: cursor.type.result)
    function.isDamaged = hasErrors(lowering.tree)
    functions.append(function)
  }

  private func hasErrors(_ tree: SyntaxTree) -> Bool {
    guard !errors.isEmpty else { return false }
    let start = context.spelling(of: tree.start(of: 0))
    let end = context.spelling(of: tree.end(of: 0))
    return errors.contains { error in
      error.place.file == start.file
        && (start.offset...max(start.offset, end.offset))
          .contains(error.place.offset)
    }
  }

  /// Whether all callers are in view: private members, and what has internal linkage.
  private func isHidden(_ cursor: CXCursor, _ reference: UnitContext.FunctionReference) -> Bool {
    if clang_getCXXAccessSpecifier(cursor.canonical) == CX_CXXPrivate { return true }
    return cursor.hasInternalLinkage && reference.symbol.contains("@")
  }

  private func kind(of cursor: CXCursor) -> Function.Kind {
    let isTemplate = cursor.kind == CXCursor_FunctionTemplate
    switch isTemplate ? clang_getTemplateCursorKind(cursor) : cursor.kind {
    case CXCursor_Constructor: return .initializer
    case CXCursor_Destructor: return .deinitializer
    default: return .ordinary
    }
  }

  /// From the function's name to its closing brace.
  private func nameToEnd(_ cursor: CXCursor, endingAt stop: CXSourceLocation) -> SourceRange {
    let name = context.expansion(of: cursor.location)
    let end = context.spelling(of: stop)
    let start = SourcePosition(line: max(1, name.line), column: max(1, name.column))
    let isSane = end.file == name.file && end.offset > name.offset
    return SourceRange(
      file: context.entry(for: name.file)?.path ?? "", start: start,
      end: isSane
        ? SourcePosition(line: end.line, column: end.column)
        : SourcePosition(line: start.line, column: start.column + 1))
  }

  private mutating func lowerGlobal(_ cursor: CXCursor) {
    guard !cursor.isThreadLocal || context.isExact else { return }
    if context.isCXX, context.libraryClass(of: cursor.type)?.isAtomic ?? false {
      return add(
        Global(
          symbol: context.global(cursor, in: nil), name: cursor.name,
          type: context.storedTypeName(cursor.type), initialValue: cursor.initialAtomicValue))
    }
    add(context.global(cursor, symbol: context.global(cursor, in: nil)))
  }

  /// A declaration adds to what another one of the same variable said.
  private mutating func add(_ global: Global) {
    guard let position = globalPositions[global.symbol] else {
      globalPositions[global.symbol] = globals.count
      globals.append(global)
      return
    }
    let known = globals[position]
    if known.initialValue == nil || (known.initialValue == 0 && global.initialValue != nil) {
      globals[position].initialValue = global.initialValue
    }
    if globals[position].initializer == nil { globals[position].initializer = global.initializer }
    if let layout = global.layout, layout.cells > known.layout?.cells ?? 0 {
      globals[position].layout = layout
    }
  }

  // MARK: Records

  private mutating func lowerRecord(_ cursor: CXCursor, depth: Int) {
    guard cursor.isDefinition, depth < 16 else { return }
    let children = cursor.children
    for child in children
    where child.kind == CXCursor_StructDecl || child.kind == CXCursor_UnionDecl {
      lowerRecord(child, depth: depth + 1)
    }
    guard !cursor.isUnnamedRecord else { return }
    let name = cursor.name
    guard recordNames.insert(name).inserted else { return }
    records.append(
      Record(
        name: name, fields: fields(children, prefix: "", depth: 0),
        range: nameToEnd(cursor, endingAt: cursor.end)))
  }

  /// The fields of a record; those of unnamed records inside it count as its own.
  private func fields(
    _ children: [CXCursor], prefix: String, depth: Int
  ) -> [Record.Field] {
    guard depth < 16 else { return [] }
    return children.flatMap { child -> [Record.Field] in
      if child.kind == CXCursor_StructDecl || child.kind == CXCursor_UnionDecl
        || child.kind == CXCursor_ClassDecl
      {
        let isAnonymous = clang_Cursor_isAnonymousRecordDecl(child) != 0
        return isAnonymous ? fields(child.children, prefix: prefix, depth: depth + 1) : []
      }
      guard child.kind == CXCursor_FieldDecl, !child.name.isEmpty else { return [] }
      let declared = child.type.canonical.declaration
      if child.type.isRecord, declared.isUnnamedRecord {
        return fields(
          declared.children, prefix: prefix + child.name + ".", depth: depth + 1)
      }
      let element = child.type.innermostElement
      let isAtomic =
        element.isAtomic || (context.isCXX && context.libraryClass(of: element)?.isAtomic ?? false)
      return [
        Record.Field(
          name: prefix + child.name, type: context.storedTypeName(child.type),
          isAtomic: isAtomic, initialValue: context.isCXX ? child.initialFieldValue : nil)
      ]
    }
  }
}

/// Thread-local variables stand in functions as often as in namespaces, where only the text shows
/// them before the bodies are read.
private enum ThreadLocalVariables {
  private static let keyword = ByteSearch(["thread_local"])

  /// The last names of their types.
  static func types(in bytes: [UInt8]) -> Set<String> {
    guard keyword.occurs(in: bytes[...]) else { return [] }
    var found: Set<String> = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) where keyword.occurs(in: line) {
      let text = String(decoding: line, as: UTF8.self)
      guard let word = text.ranges(of: "thread_local ").first else { continue }
      let type = text[word.upperBound...].split(whereSeparator: { " <{(;=*&".contains($0) })
        .first { !["static", "inline", "const", "struct", "class"].contains($0) }
      // Pointers are one to a thread, what they point to need not be.
      let isPointer = text[word.upperBound...].prefix { !"=;({".contains($0) }.contains("*")
      if let last = type?.split(separator: ":").last, !isPointer { found.insert(String(last)) }
    }
    return found
  }
}

extension CXCursor {
  /// The constant that an atomic variable of static storage starts with.
  fileprivate var initialAtomicValue: Int64? {
    guard storageClass != CX_SC_Extern else { return nil }
    let initializer = children.last { clang_isExpression($0.kind) != 0 }
    guard let initializer else { return 0 }
    let arguments = initializer.children.filter { clang_isExpression($0.kind) != 0 }
    return arguments.isEmpty ? initializer.constant ?? 0 : arguments[0].orderConstant
  }

  /// The constant that the declaration of a field initialises it with.
  fileprivate var initialFieldValue: Int64? {
    guard let initializer = children.last, clang_isExpression(initializer.kind) != 0,
      !isBitField, !type.isArray,
      // An argument of the type stands before the name.
      Place(spelling: initializer.start).offset > Place(spelling: location).offset
    else { return nil }
    if let value = initializer.constant { return value }
    var current = initializer
    for _ in 0..<6 {
      if current.kind == CXCursor_CXXNullPtrLiteralExpr { return 0 }
      let inner = current.children.filter { clang_isExpression($0.kind) != 0 }
      guard inner.count == 1 else { return inner.isEmpty ? current.constant : nil }
      current = inner[0]
    }
    return nil
  }
}
