import Vocabularies

/// Reading headers that need what the files that include them have said before.
extension ClangFrontend {
  private static let includersTried = 2

  /// A header that has errors when it is read alone, read as a part of a file that includes it; nil
  /// where that has no fewer.
  func readingThroughIncluder(
    _ path: String, named name: String, besides alone: (UnitContext, [UnitDiagnostic])
  ) -> (UnitContext, [UnitDiagnostic])? {
    guard Paths.isHeader(path), !isExact else { return nil }
    let known = alone.0.errorCount(alone.1, in: name)
    guard known > 0 else { return nil }
    for includer in commands.index.includers(of: path).prefix(Self.includersTried)
    where commands.index.tooDeep(includer) == nil {
      let source = UnitSource(
        path: includer, command: commands.command(for: includer),
        isCXX: commands.index.isCXX(includer) || commands.index.isCXX(path),
        texts: texts(replacedFor: includer))
      guard case .success(let first) = parse(source), first.declaresSomething(in: name) else {
        continue
      }
      let (context, errors) = supplyingWhatIsMissing(first, source)
      if context.errorCount(errors, in: name) < known { return (context, errors) }
    }
    return nil
  }
}

extension UnitContext {
  /// How many errors, other than headers that are not found, a file of the repository has.
  fileprivate func errorCount(_ errors: [UnitDiagnostic], in name: String) -> Int {
    errors.count { !$0.isMissingHeader && entry(for: $0.place.file)?.path == name }
  }

  fileprivate func declaresSomething(in name: String) -> Bool {
    unit.cursor.children.contains { entry(for: expansion(of: $0.location).file)?.path == name }
  }
}
