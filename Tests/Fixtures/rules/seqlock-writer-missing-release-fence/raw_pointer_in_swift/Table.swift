struct Slot {
  var key = 0
  var value = 0
}

struct Table {
  let lock: SharedLock
  let slot: UnsafeMutablePointer<Slot>

  func put(_ key: Int, _ value: Int) {
    lock.lockForWriting()
    slot.pointee.key = key  // note: "payload is written"
    // expect@-1: seqlock-payload-not-atomic
    slot.pointee.value = value
    lock.unlock()
  }

  func get(_ key: Int) -> Int? {
    while true {
      let begin = lock.beginReading()
      let found = slot.pointee.key  // note: "payload is read"
      let value = slot.pointee.value
      if lock.isValid(begin) { return found == key ? value : nil }
    }
  }
}
