import MemoryModel

/// The SplitMix64 generator: small, seeded, the same everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Small programs over two variables, with every kind of step that the brute force knows.
struct RandomScenario {
  private var random: SplitMix64
  private var registers = 0
  private var values = 0
  /// Half of the scenarios are mostly seq_cst: the total order S matters only there.
  private let isMostlyOrdered: Bool

  static func scenario(seed: UInt64) -> Scenario {
    var generator = RandomScenario(seed: seed)
    let sizes = [[3, 3], [2, 2, 2], [4, 2], [3, 2, 1], [2, 2, 1, 1], [2, 3]]
    let chosen = sizes[Int.random(in: 0..<sizes.count, using: &generator.random)]
    return Scenario(
      threads: chosen.enumerated().map { index, size in
        generator.registers = 0
        return Scenario.Thread(name: "T\(index)", steps: generator.steps(size))
      })
  }

  private init(seed: UInt64) {
    random = SplitMix64(state: seed)
    isMostlyOrdered = Bool.random(using: &random)
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func variable() -> Variable { Variable(chance(55) ? "x" : "y") }

  private mutating func order() -> MemoryOrder {
    if isMostlyOrdered, chance(60) { return .sequentiallyConsistent }
    return MemoryOrder.allCases[Int.random(in: 0..<6, using: &random)]
  }

  private mutating func mode() -> AccessMode { chance(12) ? .plain : .atomic(order()) }

  private mutating func freshRegister() -> Register {
    registers += 1
    return Register("r\(registers - 1)")
  }

  private mutating func value() -> Int { Int.random(in: 1...2, using: &random) }

  private mutating func steps(_ count: Int) -> [Step] {
    (0..<count).flatMap { _ in step() }
  }

  private mutating func step() -> [Step] {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<30:
      let target = variable()
      return [Step(.store(target, .constant(value()), mode()))]
    case 30..<60:
      let register = freshRegister()
      return [Step(.load(register, variable(), mode()))]
    case 60..<75:
      return [Step(.fence(order()))]
    case 75..<85:
      let register = freshRegister()
      let target = variable()
      let update: UpdateOperator = chance(50) ? .add : .exchange
      return [Step(.update(register, target, update, .constant(value()), order()))]
    case 85..<93:
      let exchange = Step.CompareExchange(
        old: freshRegister(), success: freshRegister(), variable: variable(),
        expected: .constant(chance(50) ? 0 : 1), desired: .constant(value()),
        successOrder: order(), failureOrder: order(), isWeak: chance(50))
      return [Step(.compareExchange(exchange))]
    default:
      let register = freshRegister()
      let read = Step(.load(register, variable(), .atomic(order())))
      let test = Expression.binary(.equal, .register(register), .constant(1))
      if chance(30) { return [read, Step(.assume(test))] }
      let then = Step(.store(variable(), .register(register), .atomic(order())))
      let otherwise = Step(.fence(order()))
      return [read, Step(.branch(test, then: [then], else: chance(50) ? [otherwise] : []))]
    }
  }
}
