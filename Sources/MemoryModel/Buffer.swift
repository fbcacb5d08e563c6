/// A growable run of trivial elements. The search touches its memory hundreds of times for each
/// execution; indices are its own, made by it and never taken from a program, and so are not checked.
struct Buffer<Element>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = Swift.max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating _modify { yield &base[index] }
  }

  /// Makes room for `count` elements, keeping what is there.
  mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    let larger = Swift.max(count, capacity * 2)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    moved.update(from: base, count: capacity)
    base.deallocate()
    base = moved
    capacity = larger
  }
}
