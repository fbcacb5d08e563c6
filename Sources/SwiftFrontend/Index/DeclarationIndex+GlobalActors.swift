/// Global actors: what is isolated to one runs when nothing else that is does.
extension DeclarationIndex {
  mutating func collectGlobalActors(_ declarations: [Declaration]) {
    for declaration in declarations {
      switch declaration {
      case .type(let type):
        if type.modifiers.attributes.contains("globalActor"), let name = type.path.last {
          globalActors.insert(name)
        }
        collectGlobalActors(type.members)
      case .conditional(let branches, _):
        for branch in branches { collectGlobalActors(branch) }
      case .function, .variable, .alias, .imports, .enumCases, .statement, .other: break
      }
    }
  }

  /// The actor that attributes name, or else the one of what is around.
  func globalActor(of modifiers: Modifiers, else outer: String?) -> String? {
    if modifiers.isNonisolated { return nil }
    return modifiers.attributes.first { globalActors.contains($0) } ?? outer
  }

  /// The actor of a class or protocol of a library that a type inherits from.
  func inheritedActor(of type: TypeDeclaration) -> String? {
    let isOnMain = type.inherited.contains { node in
      guard case .named(let path, _) = node.kind, let last = path.last else { return false }
      return SwiftAtomics.mainActorTypes.contains(last)
    }
    return isOnMain ? SwiftAtomics.mainActor : nil
  }

  mutating func collectGloballyIsolated() {
    for function in functions {
      guard let actor = function.globalActor else { continue }
      switch function.declaration.kind {
      case .function: globallyIsolated[function.symbol] = actor
      case .subscript:
        globallyIsolated[function.symbol + ".get"] = actor
        globallyIsolated[function.symbol + ".set"] = actor
      case .initializer, .deinitializer: break
      }
    }
    for variable in variables {
      guard let actor = variable.globalActor else { continue }
      globallyIsolated[variable.symbol + ".get"] = actor
      globallyIsolated[variable.symbol + ".set"] = actor
    }
  }
}
