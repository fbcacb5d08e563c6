import MemoryModel
import Testing

@testable import Vocabularies

@Suite struct ReadingTests {
  @Test func aUsersEntriesAreReadFromTheConfiguration() throws {
    let text = """
      # what we call things
      rules:
        publish-without-release: error
      api:
        - {match: "my_load_*", kind: load, order: relaxed}
        - match: my_swap      # a block entry
          kind: exchange
          order: argument 2
        - {match: [my_fence, "my_{a|b}_fence"], kind: fence,
           order: acq_rel}
      """
    let vocabulary = try #require(try LibraryVocabulary.user(text))
    let load = try #require(vocabulary.operation(named: "my_load_u32"))
    #expect(load.entry.kind == .load && load.entry.order == .known(.relaxed))
    let swap = try #require(vocabulary.operation(named: "my_swap"))
    #expect(
      swap.entry.order == .argument(2, otherwise: .known(.sequentiallyConsistent)))
    #expect(swap.argumentCount == 2)
    #expect(vocabulary.operation(named: "my_b_fence")?.entry.order == .known(.acquireRelease))
    #expect(vocabulary.operation(named: "my_c_fence") == nil)
    #expect(vocabulary.operation(named: "your_load_u32") == nil)
    #expect(try LibraryVocabulary.user("rules: {}") == nil)
  }

  @Test(arguments: [
    ("api:\n  - {match: a}", 2, "needs 'match' and 'kind'"),
    ("api:\n  - {match: a, kind: lod}", 2, "no kind"),
    ("api:\n\n  - {match: a, kind: load, order: strong}", 3, "no order"),
    ("api:\n  - {match: a, kind: load, ordr: relaxed}", 2, "unknown key 'ordr'"),
    ("api:\n  - {match: a, kind: load", 2, "missing"),
    ("api:\n  - {match: \"a{\", kind: load}", 2, "no pattern"),
    ("api:\n  - {match: a, kind: load, object: 99}", 2, "positions"),
    ("api: 3", 1, "list"), ("classes:\n  - {match: a, kind: lock}", 2, "a class is one of atomic"),
    ("classes:\n  - {match: a, kind: other, lock: b}", 2, "unknown key 'lock'"),
    ("handlers:\n  - {match: a, cause: b}", 2, "a cause is one of signal"),
    ("handlers:\n  - {match: a}", 2, "'cause'"),
    ("api:\n\t- x", 2, "tabs"),
    ("a: 1\na: 2", 2, "twice"),
  ])
  func mistakesAreNamedWithTheirLine(text: String, line: Int, message: String) {
    let error = #expect(throws: DocumentError.self) { try LibraryVocabulary.user(text) }
    #expect(error?.line == line)
    #expect(error?.message.contains(message) ?? false, "\(String(describing: error))")
  }

  /// Configuration files come from strangers.
  @Test func nestingIsBounded() {
    let deep = String(repeating: "[", count: 10_000)
    #expect(throws: DocumentError.self) { try DocumentParser.parse("a: \(deep)") }
    let indented = (0..<2000).map { String(repeating: " ", count: $0) + "a:" }
    #expect(throws: DocumentError.self) {
      try DocumentParser.parse(indented.joined(separator: "\n"))
    }
    let dashes = String(repeating: "- ", count: 5000) + "a"
    #expect(throws: DocumentError.self) { try DocumentParser.parse(dashes) }
  }

  @Test func scalarsKeepWhatIsQuoted() throws {
    let document = try #require(
      try DocumentParser.parse("a: \"x # y\" # z\nb: 'it, is'\nc: [1, 'two: 2']"))
    #expect(try document["a"]?.text() == "x # y")
    #expect(try document["b"]?.text() == "it, is")
    #expect(try document["c"]?.texts() == ["1", "two: 2"])
  }

  @Test(arguments: [
    ("my_{op}_*", "my_add_32", true), ("my_{op}_*", "my_mul_32", false),
    ("x{_|}y", "xy", true), ("x{_|}y", "x_y", true), ("x{_|}y", "x-y", false),
    ("*_{order}", "load_acquire", true), ("*_{order}", "load_acquired", false), ("a", "ab", false),
    ("a*", "a", true), ("{a|ab}c", "abc", true),
  ])
  func patternsMatchWholeNames(pattern: String, name: String, isMatch: Bool) throws {
    #expect((try #require(NamePattern(pattern)).match(name) != nil) == isMatch)
  }

  @Test func manyWildcardsTakeNoLonger() throws {
    let name = String(repeating: "a", count: 200)
    let pattern = try #require(NamePattern(String(repeating: "*a", count: 30) + "*b"))
    #expect(pattern.match(name) == nil)
    #expect(pattern.match(name + "b") != nil)
    let words = try #require(NamePattern(String(repeating: "{a|aa}", count: 60) + "b"))
    #expect(words.match(String(name.prefix(90)) + "c") == nil)
    #expect(words.match(String(name.prefix(90)) + "b") != nil)
  }

  @Test func aUsersClassesAreRead() throws {
    let text = "classes:\n  - {match: \"my::{Spin|Read}Lock\", kind: mutex, lock: [Take, Get]}"
    let user = VocabularySet([try #require(try LibraryVocabulary.user(text))])
    #expect(user.classNamed("my::ReadLock")?.kind == .mutex)
    #expect(user.classNamed("my::Lock") == nil)
    #expect(user.mutexMember("Get") == .lock)
    #expect(user.mutexMember("Give") == nil)
  }

  @Test func constantsNameOrders() {
    #expect(NamePattern.order(namedIn: "CMM_ACQUIRE") == .acquire)
    #expect(NamePattern.order(namedIn: "iree_memory_order_acq_rel") == .acquireRelease)
    #expect(NamePattern.order(namedIn: "CMM_SEQ_CST_FENCE") == .sequentiallyConsistent)
    #expect(NamePattern.order(namedIn: "flags") == nil)
  }
}
