import CLibclang
import Foundation

/// One libclang index. Each lowering call owns its own, so that calls may run on several threads.
struct Index: ~Copyable {
  private let raw: CXIndex

  init?() {
    // What a precompiled header declares is not visited with a unit.
    guard let raw = clang_createIndex(1, 0) else { return nil }
    self.raw = raw
  }

  deinit { clang_disposeIndex(raw) }

  /// Parses one file. The arguments name neither a compiler nor the file; `replaced` files are read
  /// from memory; a prefix is to be saved, for units that start with it.
  func parse(
    _ path: String, arguments: [String], replacing replaced: [(path: String, text: [UInt8])] = [],
    isPrefix: Bool = false
  ) throws(ParseFailure) -> TranslationUnit {
    var unit: CXTranslationUnit?
    let options =
      isPrefix
      ? CXTranslationUnit_Incomplete.rawValue | CXTranslationUnit_ForSerialization.rawValue
      : CXTranslationUnit_KeepGoing.rawValue
        | CXTranslationUnit_IgnoreNonErrorsFromIncludedFiles.rawValue
    let code = withCStrings(arguments) { pointers in
      path.withCString { name in
        withUnsavedFiles(replaced) { files in
          clang_parseTranslationUnit2(
            raw, name, pointers.baseAddress, Int32(pointers.count), files.baseAddress,
            UInt32(files.count), options, &unit)
        }
      }
    }
    if let unit, code == CXError_Success { return TranslationUnit(unit) }
    if let unit { clang_disposeTranslationUnit(unit) }
    throw ParseFailure(code: code)
  }
}

/// Why libclang gave no translation unit.
enum ParseFailure: Error {
  case crashed
  case invalidArguments
  case failed

  init(code: CXErrorCode) {
    switch code {
    case CXError_Crashed: self = .crashed
    case CXError_InvalidArguments: self = .invalidArguments
    default: self = .failed
    }
  }
}

/// A parsed translation unit. Cursors must not outlive it.
struct TranslationUnit: ~Copyable {
  fileprivate let raw: CXTranslationUnit

  fileprivate init(_ raw: CXTranslationUnit) { self.raw = raw }

  deinit { clang_disposeTranslationUnit(raw) }

  var cursor: CXCursor { clang_getTranslationUnitCursor(raw) }

  /// Writes the unit to a file, to be named by `-include-pch`. False if it has errors.
  ///
  /// To write files LLVM puts a handler of signals before the one by which libclang survives that a
  /// parse aborts, and its own does not come back to that one: it is taken away again.
  func save(to path: String) -> Bool {
    var survival = sigaction()
    guard sigaction(SIGABRT, nil, &survival) == 0 else { return false }
    defer { sigaction(SIGABRT, &survival, nil) }
    return clang_saveTranslationUnit(raw, path, 0) == CXSaveError_None.rawValue
  }

  /// The bytes of a file as the parse saw them.
  func contents(of file: CXFile) -> [UInt8] {
    var size = 0
    guard let start = clang_getFileContents(raw, file, &size) else { return [] }
    return start.withMemoryRebound(to: UInt8.self, capacity: size) { bytes in
      Array(UnsafeBufferPointer(start: bytes, count: size))
    }
  }

  func isInSystemHeader(_ location: CXSourceLocation) -> Bool {
    clang_Location_isInSystemHeader(location) != 0
  }

  func isSystemHeader(_ file: CXFile) -> Bool {
    isInSystemHeader(clang_getLocationForOffset(raw, file, 0))
  }

  /// The errors of the parse, at most `limit`.
  func diagnostics(limit: Int) -> [UnitDiagnostic] {
    let count = min(Int(clang_getNumDiagnostics(raw)), limit)
    return (0..<count).compactMap { index in
      let diagnostic = DiagnosticHandle(clang_getDiagnostic(raw, UInt32(index)))
      return diagnostic.isError ? diagnostic.value : nil
    }
  }
}

/// An error libclang reports for a translation unit.
struct UnitDiagnostic {
  var message: String
  var place: Place
  /// Where the text stands that is at fault, in a macro body if it came from one.
  var spelling: Place
  /// What its notes are about.
  var notes: [Place]
}

private struct DiagnosticHandle: ~Copyable {
  private let raw: CXDiagnostic?
  init(_ raw: CXDiagnostic?) { self.raw = raw }
  deinit { clang_disposeDiagnostic(raw) }

  var isError: Bool {
    let severity = clang_getDiagnosticSeverity(raw)
    return severity == CXDiagnostic_Error || severity == CXDiagnostic_Fatal
  }

  var value: UnitDiagnostic {
    UnitDiagnostic(
      message: string(clang_getDiagnosticSpelling(raw)),
      place: Place(expansion: clang_getDiagnosticLocation(raw)),
      spelling: Place(spelling: clang_getDiagnosticLocation(raw)), notes: notes)
  }

  private var notes: [Place] {
    guard let raw, let set = clang_getChildDiagnostics(raw) else { return [] }
    return (0..<clang_getNumDiagnosticsInSet(set)).map { number in
      let note = clang_getDiagnosticInSet(set, number)
      defer { clang_disposeDiagnostic(note) }
      return Place(expansion: clang_getDiagnosticLocation(note))
    }
  }
}

/// A position in a file of the unit. `file` is nil in buffers that are no files: built-in macros and
/// text made by token pasting.
struct Place: Equatable {
  var file: CXFile?
  var line: Int
  var column: Int
  var offset: Int

  /// Where the outermost macro expansion around the location starts.
  init(expansion location: CXSourceLocation) {
    self.init(location, clang_getExpansionLocation)
  }

  /// Where the text itself stands, in a macro body if it came from one.
  init(spelling location: CXSourceLocation) {
    self.init(location, clang_getSpellingLocation)
  }

  private init(
    _ location: CXSourceLocation,
    _ query: (
      CXSourceLocation, UnsafeMutablePointer<CXFile?>?, UnsafeMutablePointer<UInt32>?,
      UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<UInt32>?
    ) -> Void
  ) {
    var file: CXFile?
    var line: UInt32 = 0
    var column: UInt32 = 0
    var offset: UInt32 = 0
    query(location, &file, &line, &column, &offset)
    self.file = file
    self.line = Int(line)
    self.column = Int(column)
    self.offset = Int(offset)
  }
}

/// The name libclang knows a file by; nil for buffers that are no files.
func name(of file: CXFile) -> String? {
  let raw = clang_getFileName(file)
  defer { clang_disposeString(raw) }
  return clang_getCString(raw).map { String(cString: $0) }
}

/// The text of a libclang string, which is disposed.
func string(_ raw: CXString) -> String {
  let text = clang_getCString(raw).map { String(cString: $0) } ?? ""
  clang_disposeString(raw)
  return text
}

/// Lends the strings as an array of C strings.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
  var bytes: [CChar] = []
  var offsets: [Int] = []
  for string in strings {
    offsets.append(bytes.count)
    bytes.append(contentsOf: string.utf8.map { CChar(bitPattern: $0) })
    bytes.append(0)
  }
  bytes.append(0)
  return bytes.withUnsafeBufferPointer { buffer in
    let pointers = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
    return pointers.withUnsafeBufferPointer(body)
  }
}
