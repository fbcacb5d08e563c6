import Shim

struct Position {
  var x = 0.0
  var y = 0.0
}

final class Tracker: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<shim_lock>
  private let current = UnsafeMutablePointer<Position>.allocate(capacity: 1)

  init(lock: UnsafeMutablePointer<shim_lock>) {
    self.lock = lock
    current.initialize(to: Position())
  }

  func move(x: Double, y: Double) {
    shim_write_begin(lock)
    current.pointee.x = x  // note: "payload is written"
    // expect@-1: seqlock-payload-not-atomic
    current.pointee.y = y
    shim_write_end(lock)
  }

  func position() -> Position {
    var result = Position()
    var begin: UInt32
    repeat {
      begin = shim_read_begin(lock)
      result.x = current.pointee.x  // note: "payload is read"
      result.y = current.pointee.y
    } while !shim_read_ok(lock, begin)
    return result
  }
}
