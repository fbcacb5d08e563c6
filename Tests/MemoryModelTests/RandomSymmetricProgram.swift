import MemoryModel
import ScalingPrograms

/// Small programs in which several threads run the same code.
struct RandomSymmetricProgram {
  private var random: SplitMix64
  private(set) var program = ConcurrentProgram(routines: [], objects: [], threads: [])
  /// The ranks of the identical threads.
  private(set) var identical: Range<Int>
  private let isOrdered: Bool

  private let x = Value.object(0)
  private let y = Value.object(1)
  private let pointer = Value.object(2)
  private let mutex = Value.object(3)
  private let handles = Value.object(4)

  init(seed: UInt64) {
    random = SplitMix64(state: seed)
    isOrdered = Bool.random(using: &random)
    identical = 1..<1
    let count = chance(40) ? 3 : 2
    identical = 1..<(1 + count)
    let returns = chance(40)
    let other = chance(count == 3 ? 25 : 50)
    let code = body(steps: count == 3 ? 1...2 : 1...3, returns: returns)
    let helper = body(steps: 1...2, returns: false)
    program.routines = [main(count, other: other, joins: !returns), code, helper]
    program.objects = ["x", "y", "p", "m"].map { ConcurrentProgram.StaticObject(name: $0) }
    program.objects.append(
      ConcurrentProgram.StaticObject(
        name: "h", initialValues: Array(repeating: .constant(0), count: 4)))
    program.threads = [ConcurrentProgram.ThreadStart(name: "main", routine: 0)]
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func order() -> MemoryOrder {
    if isOrdered, chance(50) { return .sequentiallyConsistent }
    return MemoryOrder.allCases[Int.random(in: 0..<6, using: &random)]
  }

  private mutating func mode() -> MemoryOrder? { chance(12) ? nil : order() }

  private mutating func place() -> Value { chance(60) ? x : y }

  /// Starts the threads, and sometimes does between them what tells them apart.
  private mutating func main(
    _ count: Int, other: Bool, joins: Bool
  ) -> ConcurrentProgram.Routine {
    var code = Code("main")
    if chance(30) { code.store(x, 1, .relaxed) }
    let stores = chance(50)
    let isUneven = chance(12)
    var threads: [Value] = []
    for number in 0..<count {
      let handle = code.register()
      code.emit(.spawn(into: handle, routine: .routine(1), arguments: [x]))
      threads.append(.register(handle))
      if stores { code.store(handles[.constant(number)], .register(handle), nil) }
      if isUneven, number == 0 { code.store(chance(50) ? x : y, 2, mode()) }
    }
    if other {
      let handle = code.register()
      code.emit(.spawn(into: handle, routine: .routine(2), arguments: [y]))
      threads.append(.register(handle))
    }
    if chance(20) { code.store(y, 1, order()) }
    guard joins else { return code.routine() }
    let checksBetween = chance(10)
    for (number, handle) in threads.enumerated() {
      let joined =
        stores && number < count
        ? code.load(handles[.constant(number)], nil) : handle
      code.emit(.join(into: nil, joined))
      if checksBetween, number == 0 {
        let value = code.load(x, .relaxed)
        code.emit(.assert(.not(.binary(.equal, value, 2))))
      }
    }
    let last = code.load(x, nil)
    code.emit(.assert(.not(.binary(.equal, last, 3))))
    return code.routine()
  }

  private mutating func body(steps: ClosedRange<Int>, returns: Bool) -> ConcurrentProgram.Routine {
    var code = Code("t", parameters: 1)
    let result = code.variable(0)
    for _ in 0..<Int.random(in: steps, using: &random) { step(&code, result) }
    code.finish(returns ? .register(result) : nil)
    return code.routine()
  }

  private mutating func step(_ code: inout Code, _ result: Int) {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<20:
      code.store(place(), .constant(Int.random(in: 1...2, using: &random)), mode())
    case 20..<42: note(code.load(place(), mode()), &code, result)
    case 42..<54:
      note(code.update(place(), chance(60) ? .add : .exchange, 1, order()), &code, result)
    case 54..<64:
      let swap = code.compareExchange(place(), chance(60) ? 0 : 1, 2, order())
      note(swap.success, &code, result)
    case 64..<70: code.fence(order())
    case 70..<76: publish(&code)
    case 76..<81:
      let seen = code.load(pointer, order())
      let mode = mode()
      code.when(seen) { $0.store(seen, 2, mode) }
    case 81..<86: branch(&code, result)
    case 86..<90:
      let choice = code.register()
      code.emit(.choose(into: choice, 0...1))
      note(.register(choice), &code, result)
      code.store(place(), .register(choice), order())
    case 90..<95:
      code.emit(.lock(at: mutex))
      let value = code.load(y, nil)
      code.store(y, .binary(.add, value, 1), nil)
      code.emit(.unlock(at: mutex))
    case 95..<98: wait(&code)
    default:
      let value = code.load(place(), order())
      code.emit(.assert(.not(.binary(.equal, value, 2))))
    }
  }

  private func note(_ value: Value, _ code: inout Code, _ result: Int) {
    code.set(
      result, .binary(.add, .binary(.multiply, .register(result), 4), .binary(.and, value, 3)))
  }

  private mutating func branch(_ code: inout Code, _ result: Int) {
    let value = code.load(place(), order())
    let (target, order) = (place(), order())
    code.when(value) {
      $0.store(target, 2, order)
    } otherwise: {
      $0.store(target, 1, order)
    }
  }

  /// Waits until somebody has written; perhaps for ever.
  private mutating func wait(_ code: inout Code) {
    let (target, order) = (place(), order())
    code.spin { code in .not(code.load(target, order)) }
  }

  /// An object of the thread's own is written, and its address stored.
  private mutating func publish(_ code: inout Code) {
    let fresh = code.register()
    code.emit(.allocate(into: fresh, cells: 1))
    code.store(.register(fresh), 1, chance(70) ? nil : .relaxed)
    if chance(70) { code.store(pointer, .register(fresh), order()) }
  }
}
