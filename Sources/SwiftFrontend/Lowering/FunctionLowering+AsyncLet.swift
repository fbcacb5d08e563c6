import OrderLint

/// `async let`: the initial value is computed by a task, for which whoever names the variable waits.
extension FunctionLowering {
  mutating func lowerAsync(_ binding: VariableDeclaration.Binding) {
    guard let initial = binding.initial else { return }
    let closure = Closure(
      captures: [], parameters: nil, body: [Statement(.expression(initial), initial.span)],
      span: initial.span)
    let (entry, arguments) = lowerEscaping(closure, initial.span, isIsolated: false)
    let event = emit(.spawn(entry: entry, arguments: arguments), initial.span)
    let names = DeclarationIndex.names(in: binding.pattern)
    let task = makeLocal(names.first ?? "task")
    emit(.assign(task, .result(event)), initial.span)
    // Who does not wait before the scope ends waits there.
    scopes[scopes.count - 1].cleanups.append(.join(.local(task), initial.span))
    let type = binding.type.map { resolve($0) } ?? infer(initial)
    for name in names { bind(name, .task(task, type)) }
  }

  /// The value of a variable whose task is waited for.
  mutating func awaitTask(_ task: LocalID, _ name: String, _ type: SwiftType, _ span: Span) -> Typed
  {
    emit(.join(.local(task)), span)
    let value = Typed(.unknown(name), type)
    // Once is enough where every way leads by: `?:` and `&&` branch without a scope.
    let isHere =
      builder.assignsInCurrentBlock(task)
      && scopes[scopes.count - 1].cleanups.contains { $0.isJoin(of: task) }
    if isHere {
      scopes[scopes.count - 1].cleanups.removeAll { $0.isJoin(of: task) }
      for (other, binding) in scopes[scopes.count - 1].bindings {
        if case .task(task, let type) = binding {
          bind(other, .value(Typed(.unknown(other), type)))
        }
      }
    }
    return value
  }
}

extension FunctionLowering.Cleanup {
  fileprivate func isJoin(of task: LocalID) -> Bool {
    if case .join(.local(task), _) = self { true } else { false }
  }
}
