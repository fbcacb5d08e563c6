extension MemoryOrder {
  /// The order's short name, common to all languages: `acq_rel`.
  public var name: String {
    switch self {
    case .relaxed: "relaxed"
    case .consume: "consume"
    case .acquire: "acquire"
    case .release: "release"
    case .acquireRelease: "acq_rel"
    case .sequentiallyConsistent: "seq_cst"
    }
  }

  public init?(name: some StringProtocol) {
    guard let order = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = order
  }

  private static let cPrefix = "memory_order_"
  private static let builtinPrefix = "__ATOMIC_"

  /// C's enumerator: `memory_order_acq_rel`.
  public var cName: String { Self.cPrefix + name }

  /// The order of C's enumerator, or of the macro for compilers' builtins: `__ATOMIC_ACQ_REL`.
  public init?(cName: String) {
    if cName.hasPrefix(Self.cPrefix) {
      self.init(name: cName.dropFirst(Self.cPrefix.count))
    } else if cName.hasPrefix(Self.builtinPrefix),
      case let name = cName.dropFirst(Self.builtinPrefix.count), name == name.uppercased()
    {
      self.init(name: name.lowercased())
    } else {
      return nil
    }
  }

  /// The order's name in litmus text.
  public var litmusName: String {
    switch self {
    case .relaxed: "rlx"
    case .consume: "con"
    case .acquire: "acq"
    case .release: "rel"
    case .acquireRelease: "ar"
    case .sequentiallyConsistent: "sc"
    }
  }

  init?(litmusName: String) {
    guard let order = Self.allCases.first(where: { $0.litmusName == litmusName }) else {
      return nil
    }
    self = order
  }

  /// As short as a diagram needs it.
  var diagramName: String { self == .acquireRelease ? name : litmusName }
}

extension AccessMode {
  /// `na` for a plain access, else the order's name in litmus text.
  public var litmusName: String {
    switch self {
    case .plain: "na"
    case .atomic(let order): order.litmusName
    }
  }
}
