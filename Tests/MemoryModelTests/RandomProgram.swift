import MemoryModel
import ScalingPrograms

/// Small programs whose threads are started and joined, and that pass pointers to static and
/// allocated cells to each other.
struct RandomProgram {
  private var random: SplitMix64
  private let isMostlyOrdered: Bool

  /// The first two objects hold numbers, the third a pointer or null.
  static func program(seed: UInt64) -> ConcurrentProgram {
    var generator = RandomProgram(seed: seed)
    return generator.make()
  }

  private init(seed: UInt64) {
    random = SplitMix64(state: seed)
    isMostlyOrdered = Bool.random(using: &random)
  }

  private let x = Value.object(0)
  private let y = Value.object(1)
  private let pointer = Value.object(2)

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func order() -> MemoryOrder {
    if isMostlyOrdered, chance(60) { return .sequentiallyConsistent }
    return MemoryOrder.allCases[Int.random(in: 0..<6, using: &random)]
  }

  private mutating func make() -> ConcurrentProgram {
    let initial: Value = chance(50) ? x : 0
    let objects = [
      ConcurrentProgram.StaticObject(name: "x"), ConcurrentProgram.StaticObject(name: "y"),
      ConcurrentProgram.StaticObject(name: "p", initialValues: [initial]),
    ]
    var main = Code("main")
    var routines: [ConcurrentProgram.Routine] = []
    let threads = chance(25) ? 3 : 2
    if chance(50) { step(&main, on: chance(50) ? x : y) }
    var handles: [Value] = []
    for thread in 1...threads {
      let handle = main.register()
      main.emit(
        .spawn(into: handle, routine: .routine(thread), arguments: [chance(50) ? x : y]))
      handles.append(.register(handle))
      routines.append(body(steps: threads == 3 ? 1 : 2))
    }
    if chance(30) { step(&main, on: chance(50) ? x : y) }
    let joined = chance(70) ? threads : 0
    for handle in handles.prefix(joined) { main.emit(.join(into: nil, handle)) }
    if joined > 0 { _ = main.load(chance(50) ? x : pointer, chance(50) ? nil : .relaxed) }
    routines.insert(main.routine(), at: 0)
    return ConcurrentProgram(
      routines: routines, objects: objects,
      threads: [ConcurrentProgram.ThreadStart(name: "main", routine: 0)])
  }

  private mutating func body(steps: Int) -> ConcurrentProgram.Routine {
    var code = Code("t", parameters: 1)
    for _ in 0..<steps {
      switch Int.random(in: 0..<100, using: &random) {
      case 0..<45: step(&code, on: .register(0))
      case 45..<55: publish(&code)
      case 55..<70:
        let order = order()
        let target = code.load(pointer, order)
        let otherwise = chance(50)
        var inner = self
        code.when(target) { code in
          inner.step(&code, on: target)
        } otherwise: { code in
          if otherwise { inner.step(&code, on: inner.x) }
        }
        self = inner
      case 70..<80:
        let swap = code.compareExchange(pointer, chance(50) ? 0 : x, y, order())
        if chance(40) { code.store(x, swap.success, .relaxed) }
      case 80..<90: code.fence(order())
      default: step(&code, on: chance(50) ? x : y)
      }
    }
    return code.routine()
  }

  /// A fresh cell is written, and its address stored.
  private mutating func publish(_ code: inout Code) {
    let fresh = code.register()
    code.emit(.allocate(into: fresh, cells: 1))
    code.store(.register(fresh), 1, chance(70) ? nil : .relaxed)
    code.store(pointer, .register(fresh), order())
  }

  private mutating func step(_ code: inout Code, on address: Value) {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<35:
      code.store(address, .constant(Int.random(in: 1...2, using: &random)), mode())
    case 35..<65: _ = code.load(address, mode())
    case 65..<80: _ = code.update(address, chance(50) ? .add : .exchange, 1, order())
    default: _ = code.compareExchange(address, chance(50) ? 0 : 1, 2, order())
    }
  }

  private mutating func mode() -> MemoryOrder? { chance(15) ? nil : order() }
}
