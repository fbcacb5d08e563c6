// A Treiber stack of nodes behind pointers.
// run: holds 2
// replace "desired: item, ordering: .releasing" "desired: item, ordering: .relaxed": fails dataRace repair ".releasing instead of relaxed"
// replace "head.load(ordering: .acquiring)" "head.load(ordering: .relaxed)": fails dataRace repair ".acquiring instead of relaxed"
import Synchronization

struct Item {
  var value: Int
  var next: UnsafeMutablePointer<Item>?
}

final class Stack: Sendable {
  let head = Atomic<UnsafeMutablePointer<Item>?>(nil)

  func push(_ value: Int) {
    let item = UnsafeMutablePointer<Item>.allocate(capacity: 1)
    item.initialize(to: Item(value: value, next: nil))
    while true {
      let old = head.load(ordering: .relaxed)
      item.pointee.next = old
      let (done, _) = head.compareExchange(
        expected: old, desired: item, ordering: .releasing)
      if done { return }
    }
  }

  func pop() -> Int? {
    while true {
      guard let old = head.load(ordering: .acquiring) else { return nil }
      let next = old.pointee.next
      if head.compareExchange(expected: old, desired: next, ordering: .relaxed).exchanged {
        return old.pointee.value
      }
    }
  }
}

let stack = Stack()

// orderlint:thread
func producer() { stack.push(42) }

// orderlint:thread
func consumer() {
  if let value = stack.pop() { precondition(value == 42) }
}
