// origin: own; a set of flags behind a property wrapper, changed by a method of the set, and read where
// another property is changed
import Dispatch
import Synchronization

struct Interest: OptionSet, Sendable {
  let rawValue: UInt32
  static let readable = Interest(rawValue: 1)
}

final class Cell: Sendable {
  let bits = Atomic<UInt32>(0)
}

@propertyWrapper
struct AtomicOptions<Options: OptionSet>: Sendable where Options.RawValue == UInt32 {
  private let cell = Cell()
  init(wrappedValue: Options) { cell.bits.store(wrappedValue.rawValue, ordering: .relaxed) }

  var wrappedValue: Options {
    get { Options(rawValue: cell.bits.load(ordering: .acquiring)) }
    nonmutating set { cell.bits.store(newValue.rawValue, ordering: .releasing) }
  }
  var projectedValue: AtomicOptions { self }

  func raise(_ options: Options) {
    cell.bits.bitwiseOr(options.rawValue, ordering: .acquiringAndReleasing)
  }
}

final class Readiness: @unchecked Sendable {
  @AtomicOptions private var pending: Interest = []
  private var table = [0, 0]
  private var names = ["", ""]
  private let queue = DispatchQueue(label: "readiness")

  func report(_ interest: Interest) {
    pending.formUnion(interest)  // expect: swift-atomic-accessor-compound "the property is read and then written"
    queue.async { self.dispatch() }
  }

  func rearm(_ interest: Interest) {
    $pending.raise(interest)
    queue.async { self.dispatch() }
  }

  func mark() {
    table[Int(pending.rawValue)] = 1
    names[Int(pending.rawValue)].append("x")
    queue.async { self.dispatch() }
  }

  private func dispatch() {}
}
