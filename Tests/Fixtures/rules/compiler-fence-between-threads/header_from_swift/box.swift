import Slot

final class Slot: @unchecked Sendable {
  let box: UnsafeMutablePointer<slot_box>
  init(_ box: UnsafeMutablePointer<slot_box>) { self.box = box }

  func post(_ length: Int32) -> Bool { slot_post(box, length) }

  func receive() -> Int32? {
    guard let message = slot_peek(box) else { return nil }
    let length = message.pointee.length
    slot_done(box)
    return length
  }
}
