import CLibclang

/// Calls `body` with files as libclang takes them from memory; valid during the call only.
func withUnsavedFiles<Result>(
  _ files: [(path: String, text: [UInt8])],
  _ body: (UnsafeMutableBufferPointer<CXUnsavedFile>) -> Result
) -> Result {
  // One buffer for all names and texts, each name with its terminator.
  let bytes: [UInt8] = files.flatMap { file -> [UInt8] in Array(file.path.utf8) + [0] + file.text }
  return bytes.withUnsafeBytes { buffer in
    var offset = 0
    var unsaved: [CXUnsavedFile] = []
    if let base = buffer.baseAddress {
      for file in files {
        let text = offset + file.path.utf8.count + 1
        unsaved.append(
          CXUnsavedFile(
            Filename: (base + offset).assumingMemoryBound(to: CChar.self),
            Contents: (base + text).assumingMemoryBound(to: CChar.self),
            Length: UInt(file.text.count)))
        offset = text + file.text.count
      }
    }
    return unsaved.withUnsafeMutableBufferPointer { body($0) }
  }
}
