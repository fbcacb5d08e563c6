import Foundation
import OrderLint

/// The front end's reads of the file system. Nothing is written but what `StandardHeaders` makes.
enum Files {
  /// Larger sources are generated tables or no sources at all.
  static let sizeLimit = 48 << 20

  static func absolute(_ path: String) -> String {
    path.hasPrefix("/")
      ? path : Paths.absolute(path, in: FileManager.default.currentDirectoryPath)
  }

  static func resolvingLinks(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// The names in a directory, in order.
  static func names(in directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
  }

  /// The regular file's size; nil for anything else.
  static func size(of path: String) -> Int? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolvingLinks(path)),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    return (attributes[.size] as? NSNumber)?.intValue
  }

  static func modificationTime(of path: String) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.modificationDate] as? NSDate)?.timeIntervalSince1970 ?? 0
  }

  /// The contents of a regular file that is not too large.
  static func contents(of path: String, limit: Int = sizeLimit) -> [UInt8]? {
    guard let size = size(of: path), size <= limit,
      let data = FileManager.default.contents(atPath: path)
    else { return nil }
    return [UInt8](data)
  }

  /// Why a source file cannot be analysed, if it cannot.
  static func problem(reading path: String, name: String) -> FrontendProblem? {
    func error(_ message: String) -> FrontendProblem {
      FrontendProblem(severity: .error, message: message, file: name)
    }
    guard exists(path) else { return error("there is no such file") }
    guard let size = size(of: path) else { return error("this is not a regular file") }
    guard size <= sizeLimit else {
      return error("the file has \(size >> 20) MB; the limit is \(sizeLimit >> 20) MB")
    }
    guard let bytes = contents(of: path) else { return error("the file cannot be read") }
    // Bytes that are not UTF-8 are no reason: compilers allow them in comments and strings.
    return bytes.contains(0) ? error("this is a binary file") : nil
  }
}
