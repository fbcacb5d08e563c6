// origin: own; what the program adds to a library's atomic, with an order that callers may leave out
// orders: TAKE = release acquire
import Atomics

struct Letter {
  var next: UnsafeMutablePointer<Letter>?
  var text: Int
}

extension ManagedAtomic where Value == UnsafeMutablePointer<Letter>? {
  func drop(_ letter: UnsafeMutablePointer<Letter>) {
    var head = load(ordering: .relaxed)
    while true {
      letter.pointee.next = head
      let (done, seen) = weakCompareExchange(
        expected: head, desired: letter, successOrdering: .releasing, failureOrdering: .relaxed)
      if done { return }
      head = seen
    }
  }

  func empty(ordering: AtomicUpdateOrdering = TAKE) -> UnsafeMutablePointer<Letter>? {
    self.exchange(nil, ordering: ordering)  // expect[TAKE=release]: rmw-missing-half
  }
}

final class Box: @unchecked Sendable {
  private let letters = ManagedAtomic<UnsafeMutablePointer<Letter>?>(nil)

  func post(_ text: Int) {
    let letter = UnsafeMutablePointer<Letter>.allocate(capacity: 1)
    letter.initialize(to: Letter(next: nil, text: text))
    letters.drop(letter)
  }

  func read() -> Int {
    var sum = 0
    var current = letters.empty()
    while let letter = current {
      sum += letter.pointee.text
      current = letter.pointee.next
      letter.deallocate()
    }
    return sum
  }
}
