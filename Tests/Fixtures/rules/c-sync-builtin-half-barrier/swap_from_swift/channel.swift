import Swap

struct Image {
  var width: Int
}

final class Channel: @unchecked Sendable {
  let cell: UnsafeMutablePointer<swap_cell>
  init(_ cell: UnsafeMutablePointer<swap_cell>) { self.cell = cell }

  func render(_ width: Int) {
    let image = UnsafeMutablePointer<Image>.allocate(capacity: 1)
    image.initialize(to: Image(width: width))
    if let stale = swap_in(cell, image) {
      stale.assumingMemoryBound(to: Image.self).deallocate()
    }
  }

  func newest() -> Int {
    guard let image = swap_out(cell)?.assumingMemoryBound(to: Image.self) else { return 0 }
    return image.pointee.width
  }
}
