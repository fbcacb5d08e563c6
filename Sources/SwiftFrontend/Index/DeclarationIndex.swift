import OrderLint

/// The declarations of all files of a run: what one file must know of the others.
struct DeclarationIndex: Sendable {
  var files: [ParsedFile]
  /// Whether the code is to be executed.
  var isExact = false
  var libraries = SwiftLibraries.shipped
  var types: [TypeEntry] = []
  var functions: [FunctionEntry] = []
  var variables: [VariableEntry] = []
  /// Types by their full path, in the order of the files.
  var typesByPath: [String: [Int]] = [:]
  /// By the last part of its path, whether a type of the name stands inside another.
  var isNestedName: [String: Bool] = [:]
  /// What extensions in the run add to a library's atomics, by the name of the atomic.
  var atomicExtensions: [String: Int] = [:]
  var freeFunctions: [String: [Int]] = [:]
  var globalVariables: [String: [Int]] = [:]
  var globalAliases: [String: TypeReference] = [:]
  /// Names of all aliases, wherever they stand.
  var aliasNames: Set<String> = []
  /// For each type, its superclass and the types it names as inherited.
  var parents: [[Int]] = []
  /// For each file, its types.
  var typesOfFile: [[Int]] = []
  /// Names of all methods and functions: a closure given to one of them may be kept.
  var functionNames: Set<String> = []
  /// Names of functions that run the closures they are given, and do nothing else with them: where the
  /// code is executed, calls that give them closures are lowered where they are written.
  var inPlaceNames: Set<String> = []
  /// Symbols of the setters of computed properties and subscripts.
  var setters: Set<String> = []
  /// What happens when stored properties, by `Type.name`, and globals, by symbol, are written.
  var observers: [String: Observers] = [:]
  /// `Type.name` of stored properties, and symbols of globals, that are `let`.
  var constantFields: Set<String> = []
  var constantGlobals: Set<String> = []
  /// Members of actors that run under the actor's lock.
  var isolatedSymbols: Set<String> = []
  /// Names of the global actors of the run, and those of their members and functions by symbol.
  var globalActors: Set<String> = [SwiftAtomics.mainActor]
  var globallyIsolated: [String: String] = [:]
  /// The global actors that stored properties, by `Type.name`, are isolated to.
  var isolatedFields: [String: String] = [:]
  /// Lookup by declaration, for lowering.
  var functionNumbers: [DeclarationKey: Int] = [:]
  var variableNumbers: [DeclarationKey: Int] = [:]
  var typeNumbers: [DeclarationKey: Int] = [:]
}

/// The observers that a variable has.
struct Observers: Sendable {
  var hasWillSet = false
  var hasDidSet = false
  /// `didSet` asks what the value was.
  var usesOldValue = false

  /// Nil without observers.
  init?(_ accessors: [Accessor]) {
    for accessor in accessors {
      switch accessor.kind {
      case .get, .set: break
      case .willSet: hasWillSet = true
      case .didSet:
        hasDidSet = true
        let names = CaptureAnalysis.allNames(in: accessor.body ?? [])
        usesOldValue = names.contains(accessor.parameter ?? "oldValue")
      }
    }
    if !hasWillSet && !hasDidSet { return nil }
  }
}

/// A place in the run: which file, which offset.
struct DeclarationKey: Hashable, Sendable {
  var file: Int
  var start: Int
}

/// A type as written in a file, inside a type or not.
struct TypeReference: Sendable {
  var node: TypeNode
  var file: Int
  var enclosing: Int?
}

struct TypeEntry: Sendable {
  var name: String
  var path: String
  var kind: TypeDeclaration.Kind
  var file: Int
  var enclosing: Int?
  var generics: [String]
  /// What generic parameters stand for where the code is executed: all uses say the same.
  var arguments: [String: SwiftType] = [:]
  var inherited: [TypeNode]
  var span: Span
  var fields: [FieldEntry] = []
  var fieldNumbers: [String: Int] = [:]
  /// Computed and static properties, by name.
  var variables: [String: Int] = [:]
  var methods: [String: [Int]] = [:]
  var cases: [String: Int64] = [:]
  var caseHasPayload: Set<String> = []
  /// What the cases hold, where the code is executed.
  var payloads: [String: [FieldEntry]] = [:]
  /// The number of the case whose raw value is 0, where the code is executed: 0 is `nil`.
  var caseOfZero: Int64?
  /// The raw value that the next case has if none is written.
  var nextCase: Int64 = 0
  var aliases: [String: TypeReference] = [:]
  var superclass: Int?
  /// The global actor that its members are isolated to.
  var globalActor: String?
  /// A class that swift-atomics can hold strong references to.
  var isAtomicReference = false
  /// How many scalars a value of the struct consists of.
  var size = 0
  /// For what extensions add to a library's atomics: the atomic that `self` is.
  var extended: SwiftType?

  /// Whether the values of the type are its cases, each of which is a number here.
  var isPlainEnum: Bool {
    switch kind {
    case .enum: caseHasPayload.isEmpty && !cases.isEmpty && variables["rawValue"] == nil
    case .class, .actor, .struct, .protocol, .extension: false
    }
  }

  /// Whether a value of the type is a pointer to it.
  var isReference: Bool {
    switch kind {
    case .class, .actor: true
    case .struct, .enum, .protocol, .extension: false
    }
  }
}

struct FieldEntry: Sendable {
  var name: String
  var node: TypeNode?
  var initial: Expression?
  var file: Int
  var isLet: Bool
  var type: SwiftType = .unknown
  /// A property wrapper declared in the run.
  var wrapper: String?
}

/// A global, a static property, or a computed property.
struct VariableEntry: Sendable {
  var name: String
  var symbol: String
  var node: TypeNode?
  var initial: Expression?
  var file: Int
  var enclosing: Int?
  var isLet: Bool
  var isStatic: Bool
  var isComputed: Bool
  var hasSetter = false
  var observers: Observers?
  var isNonisolated = false
  var globalActor: String?
  var type: SwiftType = .unknown
  var span: Span
  /// A `let` whose object lives as long as the program: its name is the address of the object.
  var isUniqueObject = false
}

struct FunctionEntry: Sendable {
  var symbol: String
  var displayName: String
  private let written: Written
  var file: Int
  var enclosing: Int?
  var isStatic: Bool
  var isActive: Bool
  var globalActor: String?

  var declaration: FunctionDeclaration { _read { yield written.declaration } }
  var labels: [String?] { declaration.parameters.map(\.label) }

  /// Entries are copied with every call of their functions: copies share the declaration.
  private final class Written: Sendable {
    let declaration: FunctionDeclaration
    init(_ declaration: FunctionDeclaration) { self.declaration = declaration }
  }

  init(
    symbol: String, displayName: String, _ declaration: FunctionDeclaration, file: Int,
    enclosing: Int?
  ) {
    self.symbol = symbol
    self.displayName = displayName
    written = Written(declaration)
    self.file = file
    self.enclosing = enclosing
    isStatic = declaration.modifiers.isStatic || enclosing == nil
    isActive = true
  }
}
