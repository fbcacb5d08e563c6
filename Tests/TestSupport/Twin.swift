import Foundation
import OrderLint

/// One program in C, in Swift and in IR text; some in C++, too.
public struct Twin: Sendable, CustomStringConvertible {
  public var name: String
  /// Paths of the two programs.
  public var c: String
  public var swift: String
  public var cpp: String?
  public var ir: Module

  public var description: String { name }

  /// The twins of `Tests/Fixtures/twins`, sorted by name.
  public static func all() throws -> [Twin] {
    let directory = Repository.fixture("twins")
    return try FileManager.default.contentsOfDirectory(atPath: directory).sorted().map { name in
      let path = "\(directory)/\(name)/program"
      let cpp = "\(path).cpp"
      let text = try String(contentsOfFile: "\(path).ir", encoding: .utf8)
      return Twin(
        name: name, c: "\(path).c", swift: "\(path).swift",
        cpp: FileManager.default.fileExists(atPath: cpp) ? cpp : nil,
        ir: try IRText.parse(text, file: "\(name)/program.ir"))
    }
  }
}

extension Module {
  /// The module's text, without what two front ends may do differently: how blocks are cut and
  /// numbered, whether a value goes through a local that is assigned once, unused declarations,
  /// the polarity of branches, and initial values of fields, which C cannot express.
  public var twinText: String {
    var copy = self
    copy.functions = functions.map { $0.canonical }
    let operands = copy.functions.flatMap(\.blocks).flatMap { block in
      block.events.flatMap(\.kind.operands) + block.terminator.operands
    }
    let used = operands.flatMap(\.withDescendants)
    copy.globals = globals.filter { global in used.contains(.global(global.symbol)) }
    copy.records = records.compactMap { $0.reduced(to: used) }
    return IRText.printForComparison(copy)
  }
}

extension Record {
  fileprivate func reduced(to operands: [Operand]) -> Record? {
    var copy = self
    copy.fields = fields.filter { field in
      operands.contains {
        if case .field(_, name, field.name) = $0 { true } else { false }
      }
    }.map { Field(name: $0.name, isAtomic: $0.isAtomic) }
    return copy.fields.isEmpty ? nil : copy
  }
}
