/// Extensions of a library's atomics. Their members are kept as those of a type that has no fields.
extension DeclarationIndex {
  mutating func collectAtomicExtensions(_ declarations: [Declaration], _ file: Int) {
    for declaration in declarations {
      switch declaration {
      case .type(let type): collectAtomicExtension(type, file)
      case .conditional(let branches, _):
        for branch in branches { collectAtomicExtensions(branch, file) }
      case .function, .variable, .alias, .imports, .enumCases, .statement, .other: break
      }
    }
  }

  private mutating func collectAtomicExtension(_ type: TypeDeclaration, _ file: Int) {
    guard type.kind == .extension, let name = type.path.last, typesByPath[name] == nil,
      typesByPath[type.path.joined(separator: ".")] == nil, atomicExtensions[name] == nil
    else { return }
    let node = TypeNode(.named(type.path, []), type.span)
    let extended = resolve(node, file: file, enclosing: nil)
    guard case .atomic = extended else { return }
    var entry = TypeEntry(
      name: name, path: name, kind: .extension, file: file, enclosing: nil,
      generics: ["Value", "Instance"], inherited: [], span: type.span)
    entry.extended = extended
    atomicExtensions[name] = types.count
    types.append(entry)
  }

  /// The types that hold what extensions add to atomics of this storage.
  func extensions(of storage: SwiftType.AtomicStorage) -> [Int] {
    atomicExtensions.values.filter { number in
      if case .atomic(storage, _) = types[number].extended { true } else { false }
    }.sorted()
  }
}
