import MemoryModel
import OrderLint

/// A generator of numbers that gives the same sequence for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Makes modules that use every construct of the IR, with awkward names.
struct RandomModule {
  private var generator: SeededGenerator
  private var parameterCount = 0
  private var localCount = 0
  private var events: [EventID] = []

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func flip() -> Bool { Bool.random(using: &generator) }

  private mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? {
    flip() ? make(&self) : nil
  }

  private mutating func many<Value>(_ limit: Int, _ make: (inout Self) -> Value) -> [Value] {
    let count = number(0...limit)
    return (0..<count).map { _ in make(&self) }
  }

  private mutating func name() -> String {
    let names = [
      "l", "s", "seq", "null", "exchanged", "slot", "func", "unknown", "b0", "return", "from", "to",
      "plain", "via", "Ring.push(_:)", "", " ", "a b", "quote\"back\\slash", "line\nbreak\r\t\0",
      "größe", "日本", "e\u{301}", "\u{2028}", "x@file:1:2", "// no comment", "default", "count@a.c",
    ]
    return names.randomElement(using: &generator) ?? "x"
  }

  private mutating func integer() -> Int64 {
    let special: [Int64] = [0, 1, -1, .min, .max, 42]
    return special.randomElement(using: &generator) ?? 0
  }

  private mutating func position() -> SourcePosition {
    SourcePosition(line: number(1...5000), column: number(1...200))
  }

  private mutating func range() -> SourceRange {
    SourceRange(file: name(), start: position(), end: position())
  }

  mutating func module() -> Module {
    var module = Module(
      file: name(), language: flip() ? .c : .swift, functions: many(3) { $0.function() },
      globals: many(3) { maker in
        Global(
          symbol: maker.name(), name: maker.name(), type: maker.maybe { $0.name() },
          initialValue: maker.maybe { $0.integer() },
          isConstant: maker.flip())
      },
      records: many(3) { $0.record() },
      problems: many(2) { maker in
        let severities: [FrontendProblem.Severity] = [.note, .warning, .error]
        return FrontendProblem(
          severity: severities[maker.number(0...2)], message: maker.name(), file: maker.name(),
          position: maker.maybe { $0.position() })
      })
    module.handlers = many(2) {
      InstalledHandler(symbol: $0.name(), cause: $0.flip() ? .signal : .interrupt)
    }
    module.externals = many(2) { maker in
      ExternalFunction(
        symbol: maker.name(),
        parameters: maker.many(3) { ExternalFunction.Parameter.allCases[$0.number(0...2)] })
    }
    return module
  }

  private mutating func record() -> Record {
    let fields = many(3) { maker in
      Record.Field(
        name: maker.name(), type: maker.maybe { $0.name() }, isAtomic: maker.flip(),
        initialValue: maker.maybe { $0.integer() })
    }
    return Record(name: name(), fields: fields, isReference: flip(), range: range())
  }

  private mutating func function() -> Function {
    let parameters = many(3) { maker in
      Parameter(name: maker.name(), type: maker.maybe { $0.name() })
    }
    let locals = many(4) { Local(name: $0.name()) }
    parameterCount = parameters.count
    localCount = locals.count
    events = []
    let blockCount = number(1...4)
    let blocks = (0..<blockCount).map { _ in
      Block(events: many(6) { $0.event() }, terminator: terminator(blockCount))
    }
    let kinds: [Function.Kind] = [.ordinary, .initializer, .deinitializer, .closure]
    return Function(
      symbol: name(), name: name(), exportedName: maybe { $0.name() },
      language: flip() ? .c : .swift, kind: kinds[number(0...3)],
      visibility: flip() ? .file : .shared, parameters: parameters, locals: locals, blocks: blocks,
      range: range())
  }

  private mutating func terminator(_ blockCount: Int) -> Terminator {
    let last = blockCount - 1
    switch number(0...4) {
    case 0: return .jump(number(0...last))
    case 1: return .branch(operand(), then: number(0...last), else: number(0...last))
    case 2:
      let cases = many(3) { maker in
        Terminator.SwitchCase(value: maker.integer(), target: maker.number(0...last))
      }
      return .switch(operand(), cases: cases, default: number(0...last))
    case 3: return .return(maybe { $0.operand() })
    default: return .unreachable
    }
  }

  private mutating func event() -> Event {
    let id = EventID(events.count)
    var event = Event(id: id, kind: kind(), range: range(), via: many(2) { $0.range() })
    event.role = role(of: event.kind)
    events.append(id)
    return event
  }

  private mutating func ordering() -> Ordering {
    let order = MemoryOrder.allCases.randomElement(using: &generator) ?? .relaxed
    return Ordering(flip() ? .known(order) : .operand(operand()), range: maybe { $0.range() })
  }

  private mutating func access() -> Access {
    switch number(0...2) {
    case 0: .plain
    case 1: .volatile
    default: .atomic(ordering())
    }
  }

  private mutating func role(of kind: Event.Kind) -> Event.Role? {
    switch kind {
    case .call, .spawn: flip() ? Event.Role.allCases.randomElement(using: &generator) : nil
    case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .join, .opaque:
      nil
    }
  }

  private mutating func kind() -> Event.Kind {
    switch number(0...14) {
    case 0: .read(at: operand(), access())
    case 1: .write(at: operand(), value: operand(), access())
    case 2:
      .update(
        at: operand(), UpdateOperator.allCases.randomElement(using: &generator) ?? .add,
        operand: operand(), ordering())
    case 3:
      .compareExchange(
        at: operand(), expected: operand(), desired: operand(), success: ordering(),
        failure: ordering(), isWeak: flip())
    case 4: .fence(ordering(), flip() ? .thread : .signal)
    case 5 where localCount > 0: .assign(LocalID(number(0...localCount - 1)), operand())
    case 6: .allocate
    case 7: .free(operand())
    case 8: .lock(at: operand(), isTry: flip())
    case 9: .unlock(at: operand())
    case 10: .spawn(entry: operand(), arguments: many(3) { $0.operand() })
    case 11: .join(operand())
    case 12: .call(flip() ? .direct(name()) : .member(name()), arguments: many(3) { $0.operand() })
    case 13: .call(.indirect(operand()), arguments: many(3) { $0.operand() })
    default: .opaque(name())
    }
  }

  private mutating func operand(depth: Int = 0) -> Operand {
    switch number(0...(depth < 3 ? 13 : 8)) {
    case 0: .integer(integer())
    case 1: .null
    case 2 where parameterCount > 0: .parameter(number(0...parameterCount - 1))
    case 3 where localCount > 0: .local(LocalID(number(0...localCount - 1)))
    case 4 where !events.isEmpty: .result(EventID(number(0...events.count - 1)))
    case 5 where !events.isEmpty: .exchanged(EventID(number(0...events.count - 1)))
    case 6: .global(name())
    case 7 where localCount > 0: .slot(LocalID(number(0...localCount - 1)))
    case 8: .function(name())
    case 9: .field(of: operand(depth: depth + 1), record: name(), name: name())
    case 10: .element(of: operand(depth: depth + 1), index: operand(depth: depth + 1))
    case 11: .not(operand(depth: depth + 1))
    case 12:
      .binary(
        BinaryOperator.allCases.randomElement(using: &generator) ?? .add,
        operand(depth: depth + 1), operand(depth: depth + 1))
    default: .unknown(name())
    }
  }
}
