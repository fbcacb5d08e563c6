extension ConcurrentProgram {
  /// What a reader calls the cells of static objects, by the numbers that are their addresses.
  public var staticAddresses: [Int: String] {
    var names: [Int: String] = [:]
    for object in CompiledProgram(self).objects {
      for cell in 0..<object.cells {
        names[object.base + cell] =
          object.cellNames.indices.contains(cell)
          ? object.cellNames[cell]
          : object.cells == 1 ? object.name : "\(object.name)[\(cell)]"
      }
    }
    return names
  }

  /// The address of the first object that is allocated; each takes its cells and one more.
  public var firstAllocatedAddress: Int {
    CompiledProgram.addressBase + CompiledProgram(self).initialValues.count
  }
}
