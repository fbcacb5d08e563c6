// origin: a completion ring that the kernel fills; swift-system
import Synchronization

struct Ring: ~Copyable {
  let kernelHead: UnsafePointer<Atomic<UInt32>>
  let kernelTail: UnsafePointer<Atomic<UInt32>>
  let mask: UInt32
  let entries: UnsafeMutableBufferPointer<Int>

  func next() -> Int? {
    let tail = kernelTail.pointee.load(ordering: .acquiring)
    let head = kernelHead.pointee.load(ordering: .relaxed)
    if tail == head { return nil }
    let entry = entries[Int(head & mask)]
    kernelHead.pointee.store(head + 1, ordering: .relaxed)  // expect: spsc-index-order
    return entry
  }

  func nextReleased() -> Int? {
    let tail = kernelTail.pointee.load(ordering: .acquiring)
    let head = kernelHead.pointee.load(ordering: .relaxed)
    if tail == head { return nil }
    let entry = entries[Int(head & mask)]
    kernelHead.pointee.store(head + 1, ordering: .releasing)
    return entry
  }
}
