// origin: the finished parts of an index are searched
// orders: STORE = relaxed release
import Synchronization

final class Part: @unchecked Sendable {
  private let isDone = Atomic<Bool>(false)
  private(set) var terms: [String] = []

  var isSearchable: Bool { isDone.load(ordering: .acquiring) }

  func build(_ term: String) {
    terms.append(term)
    isDone.store(true, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
  }
}

struct Index {
  private let parts: [Part]

  func matches(_ term: String) -> [Int] {
    parts.filter(\.isSearchable).compactMap { $0.terms.firstIndex(of: term) }
  }
}
