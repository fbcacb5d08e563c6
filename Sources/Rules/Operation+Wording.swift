import OrderLint

extension Operation.Kind {
  /// The operation in words, with its object if it has one: "load of 'ready'".
  func phrase(of object: (some CustomStringConvertible)?) -> String {
    let whose = object.map { " of '\($0)'" } ?? ""
    return switch self {
    case .load: "load\(whose)"
    case .store: "store\(whose)"
    case .update: "read-modify-write\(whose)"
    case .compareExchange: "compare-exchange\(whose)"
    case .fence: "fence"
    }
  }
}
