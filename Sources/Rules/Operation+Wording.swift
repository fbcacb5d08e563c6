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

extension Operation {
  /// " of 'ready'"; nothing for a fence.
  var ofObject: String { object.map { " of '\($0)'" } ?? "" }

  /// A note at the operation, where the order is given to it by a caller.
  var innerNotes: [Finding.Note] {
    innerRange.map { [Finding.Note("the operation is here", at: $0)] } ?? []
  }
}
