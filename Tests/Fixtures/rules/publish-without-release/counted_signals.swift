// origin: own; as many signals are waited for as there are entries, so that the one too many is the
// last word's
// expect: nothing
import Foundation
import Synchronization

final class Hand: @unchecked Sendable {
  private let full = DispatchSemaphore(value: 0)
  private let queue = DispatchQueue(label: "hand")
  private let put = Atomic<Int>(0)
  private let taken = Atomic<Int>(0)
  private let ended = Atomic<Bool>(false)
  private var entries: [Int] = []
  private var reason: String?

  func add(_ entry: Int) {
    queue.sync { entries.append(entry) }
    put.add(1, ordering: .relaxed)
    full.signal()
  }

  func end(_ why: String?) {
    reason = why
    ended.store(true, ordering: .relaxed)
    full.signal()
  }

  func take() -> Int? {
    full.wait()
    let count = taken.load(ordering: .relaxed)
    if ended.load(ordering: .relaxed), count == put.load(ordering: .relaxed) {
      if let reason { print(reason) }
      return nil
    }
    taken.store(count + 1, ordering: .relaxed)
    return queue.sync { entries[count] }
  }
}

let hand = Hand()
let maker = Thread {
  for entry in 0..<5 { hand.add(entry) }
  hand.end("no more")
}
maker.start()
while let entry = hand.take() { print(entry) }
