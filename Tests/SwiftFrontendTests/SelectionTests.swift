import SwiftFrontend
import Testing

@Suite struct SelectionTests {
  /// The places of the files that a selection chooses.
  private func chosen(of files: [String], names: Set<String> = []) -> [Int] {
    var selection = SwiftFrontend.Selection(names: names)
    var chosen: [Int: SwiftFrontend.File] = [:]
    while let round = selection.nextRound(after: Array(chosen.values)) {
      for (number, text) in files.enumerated() where chosen[number] == nil {
        let bytes = Array(text.utf8)
        guard round.chooses(bytes) else { continue }
        chosen[number] = SwiftFrontend.parse(path: "\(number).swift", bytes: bytes)
      }
    }
    return chosen.keys.sorted()
  }

  @Test func onlyWhatCanMatterIsChosen() {
    let atomic = "import Atomics\nfinal class Lock { func writeLock() {} }"
    let user = "func put(_ t: Table) { t.lock.writeLock(); t.a = 1 }"
    let table = "final class Table { let lock = Lock(); var a = 0; func f() {} }"
    let other = "func unrelated() { print(1) }"
    #expect(chosen(of: [atomic, user, table, other]) == [0, 1, 2])
    #expect(chosen(of: [other]) == [])
    #expect(chosen(of: [other], names: ["print"]) == [0])
  }
}
