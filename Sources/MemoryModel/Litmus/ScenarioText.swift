/// Why a scenario cannot be written in another notation.
public struct LitmusExportError: Error, Hashable, CustomStringConvertible, Sendable {
  public var description: String
  public init(_ description: String) { self.description = description }
}

/// Names and C expressions that herd files and C programs share.
struct ScenarioNames {
  private let variables: [Variable: String]
  private let registers: [[Register: String]]
  private let addresses: [Int: Variable]

  init(_ file: LitmusFile) {
    var taken: Set<String> = []
    var variables: [Variable: String] = [:]
    for variable in file.scenario.variables {
      variables[variable] = Self.unique(variable.name, &taken)
    }
    self.variables = variables
    registers = file.scenario.threads.map { thread in
      var names: [Register: String] = [:]
      var used = taken
      for register in thread.registers { names[register] = Self.unique(register.name, &used) }
      return names
    }
    addresses = file.addresses
  }

  private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
    var base = String(
      name.unicodeScalars.map { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
          ? Character(scalar) : "_"
      })
    if base.first.map({ !$0.isLetter }) ?? true { base = "t" + base }
    if ReservedWords.isBeginning(of: base) { base = "v_" + base }
    var result = base
    var number = 1
    while taken.contains(result) || ReservedWords.contains(result) {
      number += 1
      result = "\(base)_\(number)"
    }
    taken.insert(result)
    return result
  }

  func name(of variable: Variable) -> String { variables[variable] ?? variable.name }

  /// Nil for a register that the thread never mentions.
  func name(of register: Register, thread: Int) -> String? {
    registers.indices.contains(thread) ? registers[thread][register] : nil
  }

  func registers(of thread: Int) -> [String] { registers[thread].values.sorted() }

  /// A value as a constant of the target notation.
  func constant(_ value: Int) throws(LitmusExportError) -> String {
    guard addresses[value] == nil else {
      throw LitmusExportError("the test uses the address of a variable as a value")
    }
    return String(value)
  }

  func expression(
    _ expression: Expression, thread: Int
  ) throws(LitmusExportError) -> String {
    switch expression {
    case .constant(let value): return try constant(value)
    case .register(let register): return name(of: register, thread: thread) ?? "0"
    case .not(let operand): return "(\(try self.expression(operand, thread: thread)) == 0)"
    case .binary(let symbol, let left, let right):
      let left = try self.expression(left, thread: thread)
      let right = try self.expression(right, thread: thread)
      return "(\(left) \(symbol.rawValue) \(right))"
    }
  }
}

extension UpdateOperator {
  /// The function of `<stdatomic.h>` without `_explicit`; nil if there is none.
  var cFunction: String? {
    switch self {
    case .add: "atomic_fetch_add"
    case .subtract: "atomic_fetch_sub"
    case .and: "atomic_fetch_and"
    case .or: "atomic_fetch_or"
    case .xor: "atomic_fetch_xor"
    case .exchange: "atomic_exchange"
    case .nand, .minimum, .maximum, .unsignedMinimum, .unsignedMaximum: nil
    }
  }
}
