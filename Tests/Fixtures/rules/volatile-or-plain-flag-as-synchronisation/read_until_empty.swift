// origin: own, after a reader of files: the closure that ends the loop runs inside it
// expect: nothing
final class Reader {
  private let source: (UnsafeMutableBufferPointer<UInt8>) -> Int

  init(source: @escaping (UnsafeMutableBufferPointer<UInt8>) -> Int) { self.source = source }

  func readAll() -> [UInt8] {
    var bytes: [UInt8] = []
    var done = false
    while done == false {
      let next = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
        count = self.source(buffer)
        if count == 0 { done = true }
      }
      bytes.append(contentsOf: next)
    }
    return bytes
  }
}
