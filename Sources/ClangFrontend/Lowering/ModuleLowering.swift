import CLibclang
import OrderLint

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

  init(context: UnitContext, errors: [UnitDiagnostic]) {
    self.context = context
    self.errors = errors
  }

  mutating func lower(file: String) -> Module {
    for declaration in context.unit.cursor.children where context.isInside(declaration) {
      switch declaration.kind {
      case CXCursor_FunctionDecl: lowerFunction(declaration)
      case CXCursor_VarDecl: lowerGlobal(declaration)
      case CXCursor_StructDecl, CXCursor_UnionDecl: lowerRecord(declaration, depth: 0)
      default: break
      }
    }
    for global in context.localStatics { add(global) }
    return Module(
      file: file, language: .c, functions: functions, globals: globals, records: records)
  }

  private mutating func lowerFunction(_ cursor: CXCursor) {
    guard cursor.isDefinition else { return }
    let reference = context.function(cursor)
    // A second definition is an error, which the parse reports.
    guard functionSymbols.insert(reference.symbol).inserted else { return }
    let parameters = cursor.parameters.map {
      Parameter(name: $0.name, type: context.typeName($0.type))
    }
    var lowering = FunctionLowering(
      cursor, symbol: reference.symbol, context: context, errors: errors)
    let blocks = lowering.lower()
    let isPrivate = cursor.hasInternalLinkage && reference.symbol != reference.name
    functions.append(
      Function(
        symbol: reference.symbol, name: reference.name, language: .c,
        visibility: isPrivate ? .file : .shared, parameters: parameters,
        locals: lowering.locals, blocks: blocks, range: nameToEnd(cursor)))
  }

  /// From the function's name to its closing brace.
  private func nameToEnd(_ cursor: CXCursor) -> SourceRange {
    let name = context.expansion(of: cursor.location)
    let end = Place(spelling: cursor.end)
    let start = SourcePosition(line: max(1, name.line), column: max(1, name.column))
    let isSane = end.file == name.file && end.offset > name.offset
    return SourceRange(
      file: context.entry(for: name.file)?.path ?? "", start: start,
      end: isSane
        ? SourcePosition(line: end.line, column: end.column)
        : SourcePosition(line: start.line, column: start.column + 1))
  }

  private mutating func lowerGlobal(_ cursor: CXCursor) {
    guard !cursor.isThreadLocal else { return }
    add(
      cursor.globalVariable(
        symbol: context.global(cursor, in: nil), type: context.storedTypeName(cursor.type)))
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
      Record(name: name, fields: fields(children, prefix: "", depth: 0), range: nameToEnd(cursor)))
  }

  /// The fields of a record; those of unnamed records inside it count as its own.
  private func fields(
    _ children: [CXCursor], prefix: String, depth: Int
  ) -> [Record.Field] {
    guard depth < 16 else { return [] }
    return children.flatMap { child -> [Record.Field] in
      if child.kind == CXCursor_StructDecl || child.kind == CXCursor_UnionDecl {
        let isAnonymous = clang_Cursor_isAnonymousRecordDecl(child) != 0
        return isAnonymous ? fields(child.children, prefix: prefix, depth: depth + 1) : []
      }
      guard child.kind == CXCursor_FieldDecl, !child.name.isEmpty else { return [] }
      let declared = child.type.canonical.declaration
      if child.type.isRecord, declared.isUnnamedRecord {
        return fields(
          declared.children, prefix: prefix + child.name + ".", depth: depth + 1)
      }
      return [
        Record.Field(
          name: prefix + child.name, type: context.storedTypeName(child.type),
          isAtomic: child.type.innermostElement.isAtomic)
      ]
    }
  }
}
