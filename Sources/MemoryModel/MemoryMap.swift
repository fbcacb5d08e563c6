/// Which addresses belong to objects, and which of them the exploration has met. Allocated objects
/// keep their addresses for the whole exploration.
struct MemoryMap {
  struct Allocation: Hashable {
    /// The name of the thread.
    var thread: Int
    var number: Int
    var cells: Int
  }

  static let largestAllocation = 1 << 20

  private let program: CompiledProgram
  /// By cell, from the first address on: -1 in a static object, the number of an allocated object,
  /// or -2.
  private var objects: ContiguousArray<Int32> = []
  /// The cell's index in the lists of graphs, or -1 if it was not met yet.
  private var slots: ContiguousArray<Int32> = []
  private(set) var addresses: ContiguousArray<Int> = []
  private var values: ContiguousArray<Int> = []
  private var isAccessedPlainly: ContiguousArray<Bool> = []
  private var allocations: [Allocation: Int] = [:]
  /// Of each allocated object, what it is in every exploration.
  private(set) var keys: ContiguousArray<Allocation> = []
  private var bases: ContiguousArray<Int> = []
  private(set) var sizes: ContiguousArray<Int> = []

  init(_ program: CompiledProgram) {
    self.program = program
    objects = ContiguousArray(repeating: -2, count: program.initialValues.count)
    slots = ContiguousArray(repeating: -1, count: program.initialValues.count)
    for object in program.objects {
      for cell in 0..<object.cells {
        objects[object.firstCell + cell] = -1
      }
    }
  }

  /// -1 for a static object, the number of an allocated one; nil where there is none.
  func object(at address: Int) -> Int? {
    guard let index = CompiledProgram.cell(at: address), index < objects.count,
      objects[index] > -2
    else { return nil }
    return Int(objects[index])
  }

  /// The index of a cell in the lists of graphs.
  mutating func slot(at address: Int) -> Int {
    let index = (address &- CompiledProgram.addressBase) / ConcurrentProgram.cellSize
    let known = Int(slots[index])
    if known >= 0 { return known }
    values.append(program.initialValue(at: address))
    slots[index] = Int32(truncatingIfNeeded: addresses.count)
    addresses.append(address)
    isAccessedPlainly.append(false)
    return addresses.count - 1
  }

  /// The index of a cell that was met.
  func knownSlot(at address: Int) -> Int? {
    guard let index = CompiledProgram.cell(at: address), index < slots.count, slots[index] >= 0
    else { return nil }
    return Int(slots[index])
  }

  func initialValue(_ slot: Int) -> Int { values[slot] }

  mutating func notePlainAccess(_ slot: Int) { isAccessedPlainly[slot] = true }

  /// Whether a plain access to the cell was ever met: otherwise it has no races.
  func isAccessedPlainly(_ slot: Int) -> Bool { isAccessedPlainly[slot] }

  /// The number of the object; the same for the same allocation.
  mutating func allocate(_ allocation: Allocation) -> Int {
    if let known = allocations[allocation] { return known }
    let object = bases.count
    allocations[allocation] = object
    bases.append(CompiledProgram.address(ofCell: objects.count))
    keys.append(allocation)
    sizes.append(allocation.cells)
    // An object without cells still has an address of its own.
    for _ in 0..<max(allocation.cells, 1) { objects.append(Int32(truncatingIfNeeded: object)) }
    objects.append(-2)
    slots += ContiguousArray(repeating: -1, count: objects.count - slots.count)
    return object
  }

  func address(of object: Int) -> Int { bases[object] }

  /// The addresses of an allocated object's cells.
  func addresses(of object: Int) -> StrideTo<Int> {
    let end = bases[object] + sizes[object] * ConcurrentProgram.cellSize
    return stride(from: bases[object], to: end, by: ConcurrentProgram.cellSize)
  }

  /// What a reader calls the cell at an address.
  func name(of address: Int) -> Variable {
    if let object = self.object(at: address), object >= 0 {
      let cell = (address - bases[object]) / ConcurrentProgram.cellSize
      return Variable("heap\(object)[\(cell)]")
    }
    guard let number = CompiledProgram.cell(at: address),
      let object = program.objects.last(where: { $0.firstCell <= number }),
      number < object.firstCell + object.cells
    else { return Variable("address \(address)") }
    let cell = number - object.firstCell
    if object.cellNames.indices.contains(cell) { return Variable(object.cellNames[cell]) }
    return Variable(object.cells == 1 ? object.name : "\(object.name)[\(cell)]")
  }
}
