import Vocabularies

/// Reading C and C++ whose headers are not all there.
extension ClangFrontend {
  /// How often a unit is parsed again. What one macro hid may use others.
  private static let rounds = 2

  /// The unit and its errors; parsed again where headers are missing and what they said can be guessed.
  func supplyingWhatIsMissing(
    _ first: UnitContext, _ source: UnitSource
  ) -> (UnitContext, [UnitDiagnostic]) {
    var context = first
    var errors = first.unit.diagnostics(limit: 2000)
    var source = source
    if isExact, errors.contains(where: VerifierHeader.isMissing) {
      VerifierHeader.add(to: &source)
      if case .success(let again) = parse(source) {
        context = again
        errors = again.unit.diagnostics(limit: 2000)
      }
    }
    guard errors.contains(where: \.isMissingHeader),
      source.isCXX || errors.contains(where: \.losesDeclarations)
    else { return (context, errors) }
    var places = context.placesInside(errors)
    var missing = MissingText(vocabulary: vocabulary, isCXX: source.isCXX)
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
  private var types = MissingTypes()
  private let isCXX: Bool

  init(vocabulary: VocabularySet, isCXX: Bool) {
    macros = MissingMacros(vocabulary: vocabulary)
    self.isCXX = isCXX
  }

  /// Whether the errors say something new.
  mutating func add(_ errors: [UnitDiagnostic], in context: UnitContext) -> Bool {
    let known = size
    for error in errors where !error.isMissingHeader {
      // What a macro says may be wrong where it is used or where it is defined.
      let places = error.place == error.spelling ? [error.place] : [error.place, error.spelling]
      for place in places {
        guard let file = place.file, let entry = context.entry(for: file), entry.isInside
        else { continue }
        let bytes = context.source(of: file)
        macros.add(errorAt: place.offset, of: bytes, in: entry.path)
        if isCXX {
          names.add(error.message, at: place.offset, of: bytes)
        } else {
          types.add(error.message, at: place.offset, of: bytes)
        }
      }
    }
    return size > known
  }

  /// How much is known: nothing is forgotten.
  private var size: Int { macros.arguments.count + names.size + types.count }

  func supplied(to source: ClangFrontend.UnitSource) -> ClangFrontend.UnitSource {
    var source = source
    source.supplied += macros.arguments + names.arguments + types.arguments
    source.texts += [names.file, types.file].compactMap { $0 }
    return source
  }
}

extension UnitDiagnostic {
  var isMissingHeader: Bool { message.hasSuffix("file not found") }

  /// Whether C's parser takes declarations for something else from here on, or drops what a type is
  /// needed for. From other errors it recovers well enough, and parsing again costs what parsing costs.
  fileprivate var losesDeclarations: Bool {
    let losses = [
      "expected function body after function declarator", "expected ';' after top level declarator",
      "invalid storage class specifier in function declarator",
    ]
    if losses.contains(where: message.hasPrefix) { return true }
    return message.hasPrefix("unknown type name '")
      || message.hasPrefix("field has incomplete type 'struct ")
      || message.hasPrefix("use of undeclared identifier '") && message.contains("memory_order_")
  }
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
