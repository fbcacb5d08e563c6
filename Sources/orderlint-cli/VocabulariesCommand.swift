import ArgumentParser
import OrderLint
import Vocabularies

/// `orderlint vocabularies [NAME]`.
struct VocabulariesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vocabularies",
    abstract: "List the libraries whose functions and macros are known, or print one's file.",
    discussion: """
      A library counts if the program includes one of its headers or defines its macros. In \
      .orderlint.yml, `vocabularies: {enable: [NAME], disable: [NAME]}` decides otherwise, and \
      entries of your own stand under `api:`, written as in these files.
      """)

  @Argument(help: "Print the file of this one.")
  var name: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if let name {
      guard let text = ShippedVocabularies.text(of: name) else {
        let known = ShippedVocabularies.all.map(\.name).joined(separator: ", ")
        Console.standard.error("there is no vocabulary '\(name)'; there are \(known)")
        throw ExitCode(RunStatus.usage.rawValue)
      }
      Console.standard.output(text)
      return
    }
    Console.standard.output(json ? Self.json : Self.table)
  }

  static var table: String {
    let all = ShippedVocabularies.all
    let width = all.map(\.name.count).max() ?? 0
    return all.map { "\(TerminalText.padded($0.name, to: width))  \($0.title)\n" }.joined()
  }

  static var json: String {
    JSONValue.array(
      ShippedVocabularies.all.map { vocabulary in
        [
          "name": .string(vocabulary.name), "title": .string(vocabulary.title),
          "includes": .array(vocabulary.includes.map { .string($0) }),
          "defines": .array(vocabulary.defines.map { .string($0) }),
          "patterns": .array(
            vocabulary.entries.flatMap { $0.patterns.map { .string($0.text) } }),
        ]
      }
    ).serialized()
  }
}

/// What the configuration file says about vocabularies.
enum ConfiguredVocabularies {
  static let fileName = ".orderlint.yml"

  /// - Throws: `UsageError` that names the place of a mistake.
  static func read(root: String, names: ProgramNames) throws(UsageError) -> VocabularySelection {
    let path = Paths.join(root, fileName)
    guard FileSystem.exists(path) else { return VocabularySelection() }
    let shown = names.inWorkingDirectory(fileName)
    guard let bytes = try? FileSystem.read(path, limit: 1 << 20) else {
      throw UsageError("\(shown): cannot be read")
    }
    do throws(DocumentError) {
      return try selection(String(decoding: bytes, as: UTF8.self))
    } catch { throw UsageError("\(shown):\(error)") }
  }

  static func selection(_ text: String) throws(DocumentError) -> VocabularySelection {
    var selection = VocabularySelection()
    if let user = try LibraryVocabulary.user(text) { selection.user = [user] }
    guard let node = try DocumentParser.parse(text)?["vocabularies"] else { return selection }
    guard let members = node.members else {
      throw DocumentError(line: node.line, message: "'vocabularies' has 'enable' and 'disable'")
    }
    for member in members {
      let chosen = Set(try member.value.texts())
      let known = Set(ShippedVocabularies.all.map(\.name))
      if let unknown = chosen.subtracting(known).min() {
        throw DocumentError(
          line: member.value.line, message: "there is no vocabulary '\(unknown)'")
      }
      switch member.key {
      case "enable": selection.enabled = chosen
      case "disable": selection.disabled = chosen
      default:
        throw DocumentError(line: member.value.line, message: "unknown key '\(member.key)'")
      }
    }
    return selection
  }
}
