// origin: Vyukov's queue of many producers and one consumer
// orders: LAST = release acq_rel
import Atomics

struct Link {
  var next: UnsafeAtomic<UnsafeMutablePointer<Link>?>
  var value: Int
}

final class LinkedQueue {
  let last: ManagedAtomic<UnsafeMutablePointer<Link>>
  init(dummy: UnsafeMutablePointer<Link>) { last = ManagedAtomic(dummy) }

  func push(_ link: UnsafeMutablePointer<Link>) {
    link.pointee.next.store(nil, ordering: .relaxed)
    let before = last.exchange(link, ordering: LAST)  // expect[LAST=release]: rmw-missing-half
    before.pointee.next.store(link, ordering: .releasing)
  }

  func pop(after first: UnsafeMutablePointer<Link>) -> Int? {
    guard let next = first.pointee.next.load(ordering: .acquiring) else { return nil }
    return next.pointee.value
  }
}
