import Testing

@testable import OrderLint

/// A repository holds several programs, whose types of one name have nothing to do with each other.
struct AmbiguousRecordTests {
  private func module(_ file: String, defining fields: [String], in place: String) -> Module {
    let position = SourcePosition(line: 1, column: 1)
    let range = SourceRange(file: place, start: position, end: position)
    var module = Module(file: file, language: .c)
    module.records = [
      Record(name: "inode", fields: fields.map { Record.Field(name: $0) }, range: range)
    ]
    return module
  }

  @Test func definitionsOfTwoSourcesAreTwoTypes() {
    let program = Program(linking: [
      module("a.c", defining: ["lookups", "fd"], in: "a.c"),
      module("b.c", defining: ["mutex", "lookups"], in: "b.c"),
    ])
    #expect(program.ambiguousRecords == ["inode"])
  }

  @Test func oneDefinitionIsOneType() {
    let copied = Program(linking: [
      module("a.c", defining: ["lookups"], in: "a.c"),
      module("b.c", defining: ["lookups"], in: "b.c"),
    ])
    #expect(copied.ambiguousRecords.isEmpty)
    let shared = Program(linking: [
      module("a.c", defining: ["lookups"], in: "inode.h"),
      module("b.c", defining: ["lookups", "fd"], in: "inode.h"),
    ])
    #expect(shared.ambiguousRecords.isEmpty)
  }
}
