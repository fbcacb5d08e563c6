/// What generic parameters stand for, so that objects have sizes. Generic code is lowered once: where
/// its uses differ, or do not show, a parameter stays unknown.
extension DeclarationIndex {
  /// One argument that some use gives a parameter.
  private struct Binding {
    var type: Int
    var parameter: String
    var node: TypeNode?
    var value: Expression?
    var file: Int
    var enclosing: Int?
  }

  mutating func bindGenerics() {
    var bindings: [Binding] = []
    for file in files.indices {
      let uses = GenericUses(files[file].declarations)
      for use in uses.written { bindings += self.bindings(of: use, in: file) }
      for use in uses.made { bindings += self.bindings(of: use, in: file) }
    }
    // An argument may itself be a parameter of the type around.
    for _ in 0..<4 {
      var found: [Int: [String: Set<SwiftType>]] = [:]
      for binding in bindings {
        let type =
          binding.node.map { resolve($0, file: binding.file, enclosing: binding.enclosing) }
          ?? binding.value.map { inferred($0, file: binding.file, enclosing: binding.enclosing) }
        guard let type, type != .unknown else { continue }
        found[binding.type, default: [:]][binding.parameter, default: []].insert(type)
      }
      for number in types.indices {
        types[number].arguments = (found[number] ?? [:]).compactMapValues {
          $0.count == 1 ? $0.first : nil
        }
      }
    }
  }

  private func enclosing(_ span: Span?, in file: Int) -> Int? {
    span.flatMap { typeNumbers[DeclarationKey(file: file, start: $0.start)] }
  }

  private func bindings(of use: GenericUses.Written, in file: Int) -> [Binding] {
    let enclosing = enclosing(use.enclosing, in: file)
    let place = Use(file: file, enclosing: enclosing, position: use.position)
    guard let number = declaredType(use.path, place),
      types[number].generics.count == use.arguments.count
    else { return [] }
    return zip(types[number].generics, use.arguments).map {
      Binding(type: number, parameter: $0, node: $1, file: file, enclosing: enclosing)
    }
  }

  /// `Box(3)`: a parameter of the initializer, or a field, has the generic type.
  private func bindings(of use: GenericUses.Made, in file: Int) -> [Binding] {
    let enclosing = enclosing(use.enclosing, in: file)
    let place = Use(file: file, enclosing: enclosing, position: use.position)
    guard let number = declaredType([use.name], place), !types[number].generics.isEmpty else {
      return []
    }
    let labels = use.arguments.map(\.label)
    let initializers = (types[number].methods["init"] ?? []).map { functions[$0].declaration }
    var nodes: [TypeNode?] = []
    if let fitting = initializers.first(where: { $0.parameters.map(\.label) == labels }) {
      nodes = fitting.parameters.map(\.type)
    } else if initializers.isEmpty {
      nodes = labels.map { label in types[number].fields.first { $0.name == label }?.node }
    }
    return zip(nodes, use.arguments).compactMap { node, argument in
      guard case .named(let path, let inner)? = node?.kind, path.count == 1, inner.isEmpty,
        let name = path.first, types[number].generics.contains(name)
      else { return nil }
      return Binding(
        type: number, parameter: name, value: argument.value, file: file, enclosing: enclosing)
    }
  }
}
