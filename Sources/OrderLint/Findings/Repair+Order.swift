import MemoryModel

extension Repair {
  /// Strengthens the order of one operation.
  public static func order(
    _ order: MemoryOrder, at item: TraceItem, in language: Language, isChecked: Bool
  ) -> Repair {
    let spelling = order.spelling(in: language)
    let place = "on line \(item.range.start.line)"
    return Repair(
      summary: "\(spelling) \(place)",
      edits: item.ordering?.range.flatMap {
        Edit(replacingOrderAt: $0, with: order, in: language)
      }.map { [$0] } ?? [],
      isChecked: isChecked)
  }

  /// Another order at an operation that has one, without a question to the model.
  public static func order(_ order: MemoryOrder, at operation: Operation) -> Repair {
    let edit = operation.orderRange.flatMap {
      Edit(replacingOrderAt: $0, with: order, in: operation.language)
    }
    return Repair(
      summary: "\(order.spelling(in: operation.language)) instead",
      // The range is that of the failure order alone.
      edits: operation.kind == .compareExchange ? [] : edit.map { [$0] } ?? [], isChecked: false)
  }

  /// Inserts a fence before or after an operation.
  public static func fence(
    _ order: MemoryOrder, _ side: FenceSide, _ item: TraceItem, in language: Language,
    isChecked: Bool
  ) -> Repair {
    let fence = order.fenceSpelling(in: language)
    return Repair(
      summary: "\(fence) \(side.rawValue) line \(item.range.start.line)", isChecked: isChecked)
  }

  public enum FenceSide: String, Sendable {
    case before, after
  }
}

extension Repair.Edit {
  /// The edit that replaces an order, if the text there is a plain order name: C11 names are 20
  /// bytes long, GNU names 16, C++ names 25 or 26; anything else is a macro or a variable that the edit would destroy.
  init?(replacingOrderAt range: SourceRange, with order: MemoryOrder, in language: Language) {
    guard range.start.line == range.end.line else { return nil }
    switch language {
    case .swift:
      self.init(range: range, text: order.spelling(in: .swift))
    case .c, .cpp:
      switch range.end.column - range.start.column {
      case 20: self.init(range: range, text: order.spelling(in: .c))
      case 25 where language == .cpp:
        self.init(range: range, text: order.spelling(in: .cpp))
      case 16: self.init(range: range, text: "__ATOMIC_\(order.name.uppercased())")
      default: return nil
      }
    }
  }
}

extension [Target] {
  /// Machines that reorder loads with loads and stores with stores.
  public static var weaklyOrdered: [Target] { [.arm64Linux, .apple, .riscv64, .power] }
}

extension Target {
  /// The machine whose memory model says what shows on it.
  var machine: Machine {
    switch self {
    case .intel64: .x86
    case .arm64Linux: .armLinux
    case .apple: .apple
    case .riscv64: .riscv
    case .power: .power
    }
  }
}
