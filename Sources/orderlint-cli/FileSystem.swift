#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The system calls that the command needs, with their errors in words.
enum FileSystem {
  struct Identity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
  }

  enum Kind: Sendable { case file, directory, link, other }

  struct Status: Sendable {
    var kind: Kind
    var size: Int
    var identity: Identity
  }

  /// Why the system refused, in its own words.
  struct Failure: Error, CustomStringConvertible {
    var reason: String
    var description: String { reason }

    static func current() -> Failure { Failure(reason: String(cString: strerror(errno))) }
  }

  static func status(of path: String, followingLinks: Bool = true) throws(Failure) -> Status {
    var buffer = stat()
    let result = followingLinks ? stat(path, &buffer) : lstat(path, &buffer)
    guard result == 0 else { throw .current() }
    let kind: Kind =
      switch buffer.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .link
      default: .other
      }
    let identity = Identity(
      device: UInt64(truncatingIfNeeded: buffer.st_dev),
      inode: UInt64(truncatingIfNeeded: buffer.st_ino))
    return Status(kind: kind, size: Int(buffer.st_size), identity: identity)
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The names in a directory, without `.` and `..`, sorted. Names that are not UTF-8 are left out.
  static func names(in directory: String) throws(Failure) -> [String] {
    guard let handle = opendir(directory) else { throw .current() }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .current() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let expected = min(limit, max(4_096, (try? status(of: path).size) ?? 0) + 1)
    bytes.reserveCapacity(expected)
    var chunk = [UInt8](repeating: 0, count: min(expected, 1 << 20))
    while bytes.count < limit {
      let room = chunk.count
      let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, room) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .current() }
      if count == 0 { break }
      bytes.append(contentsOf: chunk.prefix(count))
    }
    return bytes
  }

  /// Writes everything, or says why not.
  static func write(_ text: String, to descriptor: Int32) throws(Failure) {
    var text = text
    var failure: Failure?
    text.withUTF8 { buffer in
      var rest = UnsafeRawBufferPointer(buffer)
      while !rest.isEmpty {
        let count = systemWrite(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          failure = .current()
          return
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
    if let failure { throw failure }
  }

  /// Replaces a file as a whole, so that no reader ever sees half of it. A device or pipe is
  /// written in place.
  static func replace(_ path: String, with text: String) throws(Failure) {
    let target = canonicalPath(path) ?? path
    let isSpecial = (try? status(of: target)).map { $0.kind != .file } ?? false
    let destination = isSpecial ? target : "\(target).\(getpid()).tmp"
    let flags = isSpecial ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = open(destination, flags, 0o666)
    guard descriptor >= 0 else { throw .current() }
    var failure: Failure?
    do throws(Failure) { try write(text, to: descriptor) } catch { failure = error }
    if close(descriptor) != 0, failure == nil { failure = .current() }
    if failure == nil, !isSpecial, rename(destination, target) != 0 { failure = .current() }
    if let failure {
      if !isSpecial { unlink(destination) }
      throw failure
    }
  }

  /// Makes a directory, if there is none yet.
  static func makeDirectory(_ path: String) throws(Failure) {
    guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
    throw .current()
  }

  /// The path without links, `.` and `..`; nil if the file does not exist.
  static func canonicalPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }

  static func currentDirectory() -> String { canonicalPath(".") ?? "/" }
}

// The members of `FileSystem` hide the functions of the same name.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, buffer, count)
}

private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, buffer, count)
}
