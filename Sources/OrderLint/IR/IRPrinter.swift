import MemoryModel

/// Writes the text form of `IRText`.
struct IRPrinter {
  enum Style {
    case plain
    case withRanges
    /// For comparison between languages: names in place of symbols, no types, no ranges.
    case comparable
  }

  let style: Style
  private(set) var text = ""
  /// For comparison: what a symbol is called.
  private var namesOfSymbols: [String: String] = [:]

  init(style: Style) { self.style = style }

  // MARK: Declarations

  mutating func write(_ module: Module) {
    line("module \(Self.quoted(module.file)) \(module.language.rawValue)")
    for item in module.globals { write(item) }
    for item in module.records { write(item) }
    for item in module.handlers {
      line("handler \(item.cause.rawValue) \(Self.word(item.symbol))")
    }
    for item in module.externals {
      let parameters = item.parameters.map(\.rawValue).joined(separator: ", ")
      line("external \(Self.word(item.symbol))(\(parameters))")
    }
    for item in module.problems { write(item) }
    for function in module.functions {
      text += "\n"
      write(function, moduleLanguage: module.language)
    }
  }

  mutating func writeForComparison(_ module: Module) {
    for function in module.functions { namesOfSymbols[function.symbol] = function.name }
    for global in module.globals { namesOfSymbols[global.symbol] = global.name }
    for item in module.globals.sorted(by: { $0.name < $1.name }) { write(item) }
    for item in module.records.sorted(by: { $0.name < $1.name }) { write(item) }
    for function in module.functions {
      text += "\n"
      write(function, moduleLanguage: function.language)
    }
  }

  private mutating func write(_ global: Global) {
    var words = ["global \(symbol(global.symbol))"]
    if style != .comparable, global.name != global.symbol {
      words.append("name \(Self.word(global.name))")
    }
    if style != .comparable, let type = global.type {
      words[words.count - 1] += ": \(Self.word(type))"
    }
    if let value = global.initialValue { words.append("= \(value)") }
    if global.isConstant { words.append("constant") }
    line(words.joined(separator: " "))
  }

  private mutating func write(_ record: Record) {
    let kind = style != .comparable && record.isReference ? " class" : ""
    line("record \(Self.word(record.name))\(kind)\(annotation(record.range))")
    for field in record.fields {
      var parts = "  field \(Self.word(field.name))"
      if style != .comparable, let type = field.type { parts += ": \(Self.word(type))" }
      if field.isAtomic { parts += " atomic" }
      if let value = field.initialValue { parts += " = \(value)" }
      line(parts)
    }
  }

  private mutating func write(_ problem: FrontendProblem) {
    var parts = "problem \(problem.severity.irWord) \(Self.quoted(problem.message))"
    parts += " in \(Self.quoted(problem.file))"
    if let position = problem.position { parts += " at \(position.line):\(position.column)" }
    line(parts)
  }

  mutating func write(_ function: Function, moduleLanguage: Language) {
    let names = IRNames(function)
    line(header(of: function, moduleLanguage: moduleLanguage) + annotation(function.range))
    if !function.locals.isEmpty {
      line("  locals " + function.locals.map { Self.word($0.name) }.joined(separator: ", "))
    }
    for (index, block) in function.blocks.enumerated() {
      line("b\(index):")
      for event in block.events { write(event, names) }
      line("  " + text(of: block.terminator, names))
    }
  }

  private func header(of function: Function, moduleLanguage: Language) -> String {
    let parameters = function.parameters.map { parameter in
      let type = style == .comparable ? nil : parameter.type
      let value = style == .comparable ? nil : parameter.defaultArgument
      return Self.word(parameter.name) + (type.map { ": \(Self.word($0))" } ?? "")
        + (value.map { " = \($0)" } ?? "")
    }
    let title = symbol(function.symbol)
    var words = ["function \(title)(\(parameters.joined(separator: ", ")))"]
    if style != .comparable {
      if function.name != function.symbol { words.append("name \(Self.word(function.name))") }
      if let exported = function.exportedName { words.append("exported \(Self.word(exported))") }
      if function.language != moduleLanguage { words.append(function.language.rawValue) }
    }
    if function.kind != .ordinary { words.append(function.kind.irWord) }
    switch function.visibility {
    case .file: words.append("private")
    case .shared: break
    }
    return words.joined(separator: " ")
  }

  // MARK: Events

  private mutating func write(_ event: Event, _ names: IRNames) {
    let separator = event.kind.hasResult ? " =" : ":"
    var parts = "  %\(event.id.index)\(separator) \(text(of: event.kind, names))"
    if style != .comparable, let role = event.role { parts += ", \(role.rawValue)" }
    parts += annotation(event.range)
    if style == .withRanges {
      for range in event.via { parts += " via \(Self.text(of: range))" }
    }
    line(parts)
  }

  private func text(of kind: Event.Kind, _ names: IRNames) -> String {
    let show = { (operand: Operand) in text(of: operand, names) }
    switch kind {
    case .read(let address, let access):
      return "read \(show(address)), \(text(of: access, names))"
    case .write(let address, let value, let access):
      return "write \(show(address)) := \(show(value)), \(text(of: access, names))"
    case .update(let address, let update, let operand, let ordering):
      return "update \(show(address)) \(update.rawValue) \(show(operand)), "
        + text(of: ordering, names)
    case .compareExchange(
      let address, let expected, let desired, let success, let failure, let isWeak):
      let word = isWeak ? "compare-exchange-weak" : "compare-exchange"
      return "\(word) \(show(address)) from \(show(expected)) to \(show(desired)), "
        + "\(text(of: success, names)), \(text(of: failure, names))"
    case .fence(let ordering, let scope):
      return "\(scope == .signal ? "signal-fence" : "fence") \(text(of: ordering, names))"
    case .assign(let local, let value): return "assign \(names.local(local)) := \(show(value))"
    case .allocate: return "allocate"
    case .free(let address): return "free \(show(address))"
    case .lock(let address, let isTry): return "\(isTry ? "try-lock" : "lock") \(show(address))"
    case .unlock(let address): return "unlock \(show(address))"
    case .spawn(let entry, let values): return "spawn \(show(entry))" + list(values, names)
    case .join(let thread): return "join \(show(thread))"
    case .call(let callee, let values): return text(of: callee, names) + list(values, names)
    case .opaque(let reason): return "opaque \(Self.quoted(reason))"
    }
  }

  private func text(of callee: Event.Callee, _ names: IRNames) -> String {
    switch callee {
    case .direct(let name): "call \(symbol(name))"
    case .member(let name): "call-member \(Self.word(name))"
    case .indirect(let operand): "call-indirect \(text(of: operand, names))"
    }
  }

  private func list(_ operands: [Operand], _ names: IRNames) -> String {
    "(" + operands.map { text(of: $0, names) }.joined(separator: ", ") + ")"
  }

  private func text(of access: Access, _ names: IRNames) -> String {
    switch access {
    case .plain: "plain"
    case .volatile: "volatile"
    case .atomic(let ordering): text(of: ordering, names)
    }
  }

  private func text(of ordering: Ordering, _ names: IRNames) -> String {
    let value =
      switch ordering.value {
      case .known(let order): order.irWord
      case .operand(let operand): "order(\(text(of: operand, names)))"
      }
    guard style != .comparable else { return value }
    let object = ordering.isOnReference ? "reference " : ""
    guard let range = ordering.range else {
      return object + (ordering.isOneSided ? "one-sided \(value)" : "implicit \(value)")
    }
    return object + value + annotation(range, before: "")
  }

  private func text(of terminator: Terminator, _ names: IRNames) -> String {
    switch terminator {
    case .jump(let target): return "jump b\(target)"
    case .branch(let condition, let then, let otherwise):
      return "if \(text(of: condition, names)) then b\(then) else b\(otherwise)"
    case .switch(let value, let cases, let defaultTarget):
      let targets = cases.map { "\($0.value): b\($0.target)" } + ["default: b\(defaultTarget)"]
      return "switch \(text(of: value, names)) { \(targets.joined(separator: ", ")) }"
    case .return(let value): return "return" + (value.map { " " + text(of: $0, names) } ?? "")
    case .unreachable: return "unreachable"
    }
  }
}

// MARK: - Operands and names

extension IRPrinter {
  func text(of operand: Operand, _ names: IRNames) -> String {
    switch operand {
    case .binary(let operation, let left, let right):
      "\(primary(left, names)) \(operation.rawValue) \(primary(right, names))"
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .field, .element,
      .function, .not, .unknown:
      primary(operand, names)
    }
  }

  private func primary(_ operand: Operand, _ names: IRNames) -> String {
    switch operand {
    case .integer(let value): "\(value)"
    case .null: "null"
    case .parameter(let index): names.parameter(index)
    case .local(let id): names.local(id)
    case .result(let event): "%\(event.index)"
    case .exchanged(let event): "%\(event.index).exchanged"
    case .global(let name): "&\(symbol(name))"
    case .slot(let id): "&.\(names.local(id))"
    case .field(let base, let record, let name):
      "\(basis(base, names))->\(Self.word(record)).\(Self.word(name))"
    case .element(let base, let index): "\(basis(base, names))[\(text(of: index, names))]"
    case .function(let name): "func(\(symbol(name)))"
    case .not(let inner): "!\(primary(inner, names))"
    case .binary: "(\(text(of: operand, names)))"
    case .unknown(let what): "?\(Self.quoted(what))"
    }
  }

  /// What stands before `->` or `[`, which bind tighter than `!`.
  private func basis(_ operand: Operand, _ names: IRNames) -> String {
    if case .not = operand { return "(\(primary(operand, names)))" }
    return primary(operand, names)
  }

  private func symbol(_ symbol: String) -> String {
    guard style == .comparable else { return Self.word(symbol) }
    let name = namesOfSymbols[symbol] ?? String(symbol.prefix { $0 != "(" })
    return Self.word(name)
  }

  private func annotation(_ range: SourceRange, before: String = " ") -> String {
    guard style == .withRanges else { return "" }
    return "\(before)@\(Self.text(of: range))"
  }

  private static func text(of range: SourceRange) -> String {
    "\(quoted(range.file)):\(range.start.line):\(range.start.column)"
      + "-\(range.end.line):\(range.end.column)"
  }

  private mutating func line(_ content: String) {
    text += content
    text += "\n"
  }

  /// The name itself if the scanner reads it as one word, else in quotes.
  static func word(_ name: String) -> String { IRScanner.isWord(name) ? name : quoted(name) }

  static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || scalar.value == 0x2028 || scalar.value == 0x2029:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
