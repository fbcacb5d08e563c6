import Vocabularies

/// Reading C++ whose headers are not all there.
extension ClangFrontend {
  /// How often a unit is parsed again. What one macro hid may use others.
  private static let rounds = 3

  /// The unit and its errors; parsed again where headers are missing and what they said can be guessed.
  func supplyingWhatIsMissing(
    _ first: UnitContext, _ source: UnitSource
  ) -> (UnitContext, [UnitDiagnostic]) {
    var context = first
    var errors = first.unit.diagnostics(limit: 2000)
    guard errors.contains(where: \.isMissingHeader) else { return (context, errors) }
    var places = context.placesInside(errors)
    var missing = MissingText(vocabulary: vocabulary)
    for _ in 0..<Self.rounds {
      guard missing.add(errors, in: context),
        case .success(let again) = parse(missing.supplied(to: source))
      else { break }
      context = again
      errors = again.unit.diagnostics(limit: 2000)
      // A class that comes to light may have more errors in it than hid it.
      let left = context.placesInside(errors)
      if places.isSubset(of: left) { break }
      places = left
    }
    return (context, errors)
  }
}

/// What the errors of a unit say about the text of headers that are missing.
private struct MissingText {
  private var macros: MissingMacros
  private var names = MissingNames()

  init(vocabulary: VocabularySet) { macros = MissingMacros(vocabulary: vocabulary) }

  /// Whether the errors say something new.
  mutating func add(_ errors: [UnitDiagnostic], in context: UnitContext) -> Bool {
    let known = (macros.arguments.count, names.size)
    for error in errors where !error.isMissingHeader {
      // What a macro says may be wrong where it is used or where it is defined.
      let places = error.place == error.spelling ? [error.place] : [error.place, error.spelling]
      for place in places {
        guard let file = place.file, let entry = context.entry(for: file), entry.isInside
        else { continue }
        let bytes = context.source(of: file)
        macros.add(errorAt: place.offset, of: bytes, in: entry.path)
        names.add(error.message, at: place.offset, of: bytes)
      }
    }
    return macros.arguments.count > known.0 || names.size > known.1
  }

  func supplied(to source: ClangFrontend.UnitSource) -> ClangFrontend.UnitSource {
    var source = source
    source.supplied = macros.arguments + names.arguments
    if let file = names.file { source.texts.append(file) }
    return source
  }
}

extension UnitDiagnostic {
  var isMissingHeader: Bool { message.hasSuffix("file not found") }
}

extension UnitContext {
  /// Where the errors are that files of the repository have.
  fileprivate func placesInside(_ errors: [UnitDiagnostic]) -> Set<ErrorPlace> {
    var places: Set<ErrorPlace> = []
    for error in errors where !error.isMissingHeader {
      guard let entry = entry(for: error.place.file), entry.isInside else { continue }
      places.insert(ErrorPlace(path: entry.path, offset: error.place.offset))
    }
    return places
  }
}

/// A place that two parses of a unit can be compared by.
private struct ErrorPlace: Hashable {
  var path: String
  var offset: Int
}
