import ArgumentParser
import Foundation
import SwiftFrontend

@main struct Conformance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance",
    abstract: "Compares OrderLint's Swift lexer with SwiftParser, token by token.",
    discussion: "Exits with 1 if any file differs.")

  @Flag(help: "Read the packages of Corpus/Package.swift. The default if no path is given.")
  var fetchPackages = false

  @Flag(help: "Also measure how fast our lexer alone reads these files.")
  var measure = false

  @Option(help: "How many differing files to list.")
  var differences = 50

  @Option(help: "Also compare this many damaged copies of each file with SwiftParser's lexer.")
  var mutations = 0

  @Argument(help: "Swift files, and directories of Swift files.")
  var paths: [String] = []

  func run() throws {
    var trees = paths.map { path in
      SourceTree(name: path, root: URL(fileURLWithPath: path))
    }
    if fetchPackages || paths.isEmpty { trees += try Corpus.resolve() }
    var total = Tally()
    print("| package | version | files | tokens | files equal |")
    print("|---|---|---:|---:|---:|")
    for tree in trees {
      let tally = Tally(comparing: tree, mutations: mutations)
      print(tally.row(name: tree.name, version: tree.version))
      total.add(tally)
    }
    print(total.row(name: "all", version: ""))
    print("\nParser splits accepted: \(total.splits). Unreadable files: \(total.unreadable).")
    for line in total.differing.prefix(differences) { print(line) }
    if mutations > 0 {
      print("Damaged copies: \(total.mutants), of which equal: \(total.equalMutants).")
    }
    if measure { print(Speed(trees).line) }
    let agrees = total.differing.isEmpty && total.mutants == total.equalMutants
    if !agrees || total.unreadable > 0 { throw ExitCode(1) }
  }
}

/// Sums over the files of a tree.
struct Tally {
  var files = 0
  var tokens = 0
  var splits = 0
  var unreadable = 0
  var mutants = 0
  var equalMutants = 0
  /// `path:line:column: …`, one line a file.
  var differing: [String] = []

  init() {}

  init(comparing tree: SourceTree, mutations: Int) {
    for file in tree.files {
      guard let data = try? Data(contentsOf: file) else {
        unreadable += 1
        continue
      }
      let text = SourceText(bytes: [UInt8](data))
      let comparison = Comparison(text, with: .syntaxTree)
      files += 1
      tokens += comparison.tokens
      splits += comparison.splits
      if let difference = comparison.difference ?? Comparison(text, with: .lexer).difference {
        differing.append(Self.line(file.path, text, difference))
      }
      for index in 0..<mutations { compareMutant(of: text, index: index, file: file) }
    }
  }

  private static func line(
    _ path: String, _ text: SourceText, _ difference: Comparison.Difference
  ) -> String {
    let position = text.position(at: difference.offset)
    return "\(path):\(position.line):\(position.column): "
      + "ours: \(difference.ours); SwiftParser: \(difference.oracle)"
  }

  private mutating func compareMutant(of text: SourceText, index: Int, file: URL) {
    let mutant = SourceText(bytes: Mutation.bytes(of: text.bytes, seed: UInt64(index)))
    mutants += 1
    guard let difference = Comparison(mutant, with: .lexer).difference else {
      equalMutants += 1
      return
    }
    let line = mutant.position(at: difference.offset).line
    let start = mutant.lineStarts[max(line - 2, 0)]
    let end = min(mutant.bytes.count, difference.offset + 40)
    let context = String(decoding: mutant.bytes[min(start, end)..<end].suffix(160), as: UTF8.self)
    print(
      "mutant \(index) of " + Self.line(file.path, mutant, difference), context.debugDescription)
  }

  mutating func add(_ other: Tally) {
    files += other.files
    tokens += other.tokens
    splits += other.splits
    unreadable += other.unreadable
    mutants += other.mutants
    equalMutants += other.equalMutants
    differing += other.differing
  }

  func row(name: String, version: String) -> String {
    let equal = files - differing.count
    let share = files == 0 ? 100 : 100 * Double(equal) / Double(files)
    let percent = share == 100 ? "100" : String(format: "%.2f", share)
    return "| \(name) | \(version) | \(files) | \(tokens) | \(equal) (\(percent) %) |"
  }
}
