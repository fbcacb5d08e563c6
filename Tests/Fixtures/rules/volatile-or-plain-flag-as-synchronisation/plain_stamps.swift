// origin: a counter that is odd while a copy is written, and not atomic
final class Meter: @unchecked Sendable {
  private var number = 0
  private var left = 0
  private var right = 0

  func publish(_ newLeft: Int, _ newRight: Int) {
    number += 1
    left = newLeft
    right = newRight
    number += 1
  }

  func read() -> (Int, Int) {
    var before: Int
    var found: (Int, Int)
    repeat {
      before = number
      found = (left, right)
    } while number != before  // expect: volatile-or-plain-flag-as-synchronisation "publish() wrote"
    return found
  }
}
