import Shim

struct Buffer {
  var count: shim_count
  var bytes: UnsafeMutableRawPointer
}

func drop(_ buffer: UnsafeMutablePointer<Buffer>) {
  guard shim_count_drop(&buffer.pointee.count) else { return }
  buffer.pointee.bytes.deallocate()  // note: "destroyed here"
  buffer.deallocate()
}
