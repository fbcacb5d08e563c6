// origin: own; the loser of a race to intern a record returns the winner's, which is used through a struct of another type
// orders: FAIL = relaxed acquire
import Atomics
import Dispatch

struct Format {
  var group: Int
  var digits: Int
}

typealias FormatRef = UnsafePointer<Format>

final class Formats: @unchecked Sendable {
  private let entry = ManagedAtomic<UnsafeMutablePointer<Format>?>(nil)

  func find(_ number: Int) -> FormatRef {
    if let known = entry.load(ordering: .acquiring) { return FormatRef(known) }
    let candidate = UnsafeMutablePointer<Format>.allocate(capacity: 1)
    candidate.initialize(to: Format(group: number, digits: 3))
    let outcome = entry.compareExchange(  // expect[FAIL=relaxed]: rmw-missing-half
      expected: nil, desired: candidate, successOrdering: .releasing, failureOrdering: FAIL)
    if let winner = outcome.original {
      candidate.deallocate()
      return FormatRef(winner)
    }
    return FormatRef(candidate)
  }
}

struct Printer {
  let format: FormatRef

  func text(_ value: Int) -> String {
    let digits = Array(String(value))
    let size = format.pointee.digits
    var out = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % size == 0 { out.append(",") }
      out.append(digit)
    }
    return value < 0 ? "-" + out : out
  }
}

func report(_ formats: Formats) {
  DispatchQueue.concurrentPerform(iterations: 8) { job in
    let printer = Printer(format: formats.find(job))
    _ = printer.text(job * 1000)
  }
}
