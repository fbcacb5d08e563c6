import MemoryModel

/// The calls by which two threads wait for each other (guard G10): semaphores, barriers, groups.
///
/// A semaphore is taken to count nothing before the program runs. Of one that counts something, this
/// says that who takes is ordered after who gives, which holds once what it counts is used up; and of
/// one that both take and give back, that it is a mutex, so that nothing is told between the two.
enum SignalMatch {
  private struct Call {
    var item: Int
    var role: Event.Role
  }

  /// Keeps the calls of both threads by which one of them waits for the other.
  static func add(to first: inout Slice, _ second: inout Slice) {
    let mine = calls(of: first.thread)
    guard !mine.isEmpty else { return }
    let theirs = calls(of: second.thread)
    for location in mine.keys.sorted() {
      guard let left = mine[location], let right = theirs[location] else { continue }
      if meet(left), meet(right) {
        for (number, pair) in zip(left, right).enumerated() {
          first.keep(pair.0.item, as: .meet(number + 1))
          second.keep(pair.1.item, as: .meet(number + 1))
        }
      } else if isMutex(left), isMutex(right) {
        for call in left { first.keep(call.item, as: call.role == .waits ? .lock : .unlock) }
        for call in right { second.keep(call.item, as: call.role == .waits ? .lock : .unlock) }
      } else if !wait(right) {
        order(&first, left, &second, right)
      } else if !wait(left) {
        order(&second, right, &first, left)
      }
    }
  }

  /// Keeps what one thread posts and the other waits for. Waiting after all else orders nothing.
  private static func order(
    _ waiter: inout Slice, _ waiting: [Call], _ poster: inout Slice, _ posting: [Call]
  ) {
    let posts = posting.filter { $0.role == .posts }
    let last = waiter.items.last { waiter.thread.items[$0].isAccess } ?? -1
    let waits = waiting.filter { $0.role == .waits && $0.item < last }
    for call in waits.prefix(posts.count) { waiter.keep(call.item, as: .wait) }
    for call in posts where !waits.isEmpty { poster.keep(call.item, as: .post) }
  }

  private static func calls(of thread: ThreadTrace) -> [MemoryLocation: [Call]] {
    var found: [MemoryLocation: [Call]] = [:]
    for (index, item) in thread.items.enumerated() where item.signalAddress != nil {
      guard let role = item.role, let location = thread.location(at: index), !location.isGuess
      else { continue }
      found[location, default: []].append(Call(item: index, role: role))
    }
    return found
  }

  private static func meet(_ calls: [Call]) -> Bool { calls.allSatisfy { $0.role == .meets } }
  private static func wait(_ calls: [Call]) -> Bool { calls.contains { $0.role != .posts } }

  /// Whether the thread takes first and gives back.
  private static func isMutex(_ calls: [Call]) -> Bool {
    calls.first?.role == .waits && calls.contains { $0.role == .posts }
      && !calls.contains { $0.role == .meets }
  }
}

extension Slice {
  fileprivate mutating func keep(_ item: Int, as signal: Signal) {
    signals[item] = signal
    items.insert(item, at: items.firstIndex { $0 > item } ?? items.endIndex)
  }
}

extension ThreadTrace {
  /// Whether the thread waits for another by a call before the item: what it then reads was ordered
  /// there.
  func waitsForSignal(before item: Int) -> Bool {
    items.prefix(item).contains { $0.role == .waits || $0.role == .meets }
  }

  /// Whether the thread lets another go on by a call after the item.
  func signals(after item: Int) -> Bool {
    items.dropFirst(item + 1).contains { $0.role == .posts || $0.role == .meets }
  }
}
