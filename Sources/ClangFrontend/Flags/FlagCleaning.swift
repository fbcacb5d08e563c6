/// Makes the arguments of an untrusted build safe and fit for clang's parser.
///
/// What is allowed is named, not what is forbidden: an argument survives only if it can change how
/// C text is read (paths, macros, language, target). So nothing in a compile database can load a
/// plugin, run a program or write a file.
struct FlagCleaning {
  private(set) var kept: [String] = []
  private(set) var removed: [String] = []
  private let directory: String
  private let input: String?
  /// Response files are read only below this directory.
  private let root: String

  init(_ command: [String], directory: String, input: String?, root: String) {
    self.directory = directory
    self.input = input.map { Paths.absolute($0, in: directory) }
    self.root = root
    var arguments = expandingResponseFiles(command, depth: 0)[...]
    dropCompiler(&arguments)
    while let argument = arguments.popFirst() { clean(argument, &arguments) }
  }

  /// The first argument that is not about paths, macros or the language; to be left out when clang
  /// refuses them all.
  static func refusedArgument(in arguments: [String]) -> Int? {
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      if separate.contains(argument) || argument == "-Xclang" {
        index += 2
        continue
      }
      let isEssential =
        argument.hasPrefix("-I") || argument.hasPrefix("-D") || argument.hasPrefix("-U")
        || argument.hasPrefix("-W") || argument.hasPrefix("-working-directory")
        || argument == "-w" || argument.hasPrefix("-ferror-limit")
      if !isEssential { return index }
      index += 1
    }
    return nil
  }

  // MARK: Cleaning

  /// Options with their value in the next argument.
  private static let separate: Set<String> = [
    "-I", "-D", "-U", "-isystem", "-iquote", "-idirafter", "-include", "-imacros", "-x", "-target",
    "-isysroot", "--sysroot", "-F", "-iframework", "-arch", "-std",
  ]

  /// Options of outputs and tools with a value in the next argument.
  private static let separateDropped: Set<String> = [
    "-o", "-MF", "-MT", "-MQ", "-MJ", "-Xlinker", "-Xassembler", "-Xpreprocessor", "-aux-info",
    "-L",
    "-l", "-T", "-u", "-z", "-dumpbase", "-dumpdir", "-index-store-path", "-Xclang", "-mllvm",
    "-plugin", "-load", "--param", "-specs", "-wrapper", "-B", "--config", "-ivfsoverlay",
    "-fplugin",
    "-include-pch", "-fuse-ld", "-Xanalyzer", "--serialize-diagnostics", "-serialize-diagnostics",
    "-imultilib", "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-gcc-toolchain",
  ]

  private static let keptPrefixes = [
    "-I", "-D", "-U", "-isystem", "-iquote", "-idirafter", "-include", "-imacros", "-std=", "-x",
    "--target=", "--sysroot=", "-isysroot", "-F", "-iframework", "-march=",
  ]

  /// Flags that change the meaning of C text and are known to clang.
  private static let keptFlags: Set<String> = [
    "-ansi", "-pthread", "-nostdinc", "-undef", "-m32", "-m64", "-mx32", "-ffreestanding",
    "-fno-builtin",
    "-fms-extensions", "-fplan9-extensions", "-fgnu89-inline", "-fshort-enums", "-fshort-wchar",
    "-funsigned-char", "-fsigned-char", "-fblocks", "-fno-blocks", "-fopenmp",
    "-fdollars-in-identifiers",
    "-trigraphs", "-fPIC", "-fpic", "-fPIE", "-fpie", "-mcx16", "-mavx2", "-mavx", "-msse4.2",
    "-mavx512f",
    "-msse4.1", "-mssse3", "-msse3", "-msse2", "-mbmi", "-mbmi2", "-mpopcnt", "-maes", "-mpclmul",
    "-mcrc32",
    "-mrtm", "-mwaitpkg", "-mlzcnt", "-mf16c", "-mfma", "-std=c2x", "-fno-common",
  ]

  private mutating func clean(_ argument: String, _ rest: inout ArraySlice<String>) {
    if argument == "--" { return }
    if Self.separateDropped.contains(argument) {
      removed.append(argument)
      if let value = rest.popFirst() { removed.append(value) }
      return
    }
    if Self.separate.contains(argument) {
      guard let value = rest.popFirst() else { return removed.append(argument) }
      return keep([argument, value])
    }
    if !argument.hasPrefix("-") {
      if Paths.absolute(argument, in: directory) != input { removed.append(argument) }
      return
    }
    let isForbidden =
      argument.hasPrefix("-include-pch") || argument.hasPrefix("-ivfsoverlay")
      || (argument.hasPrefix("-x") && argument != "-xc")
      || (argument.hasPrefix("-std=") && argument.contains("++") && !isCXX)
    let isKept =
      Self.keptFlags.contains(argument)
      || Self.keptPrefixes.contains { argument.hasPrefix($0) && argument.count > $0.count }
    if isKept, !isForbidden, argument != "-march=native" {
      keep([argument])
    } else {
      removed.append(argument)
    }
  }

  private var isCXX: Bool { input.map(Paths.isCXXSource) ?? false }

  private mutating func keep(_ arguments: [String]) {
    let isOtherLanguage = arguments.count == 2 && arguments[0] == "-x" && arguments[1] != "c"
    if isOtherLanguage {
      removed += arguments
    } else if arguments.contains(where: { $0.contains("\0") || $0.utf8.count > 1 << 16 }) {
      removed += arguments.map { String($0.prefix(100)) }
    } else {
      kept += arguments
    }
  }

  // MARK: The compiler

  private static let launchers: Set<String> = [
    "ccache", "sccache", "distcc", "icecc", "env", "nice", "time", "libtool", "gomacc", "rewrapper",
  ]

  private mutating func dropCompiler(_ arguments: inout ArraySlice<String>) {
    while let first = arguments.first, !first.hasPrefix("-") {
      arguments.removeFirst()
      removed.append(first)
      let name = Paths.lastComponent(first)
      guard Self.launchers.contains(name) || name.contains("=") else {
        if let target = Self.target(of: name) { kept.append("--target=\(target)") }
        return
      }
    }
  }

  /// The target that a cross compiler's name tells: `aarch64-linux-gnu-gcc-12`.
  static func target(of compiler: String) -> String? {
    let parts = compiler.split(separator: "-")
    guard let tool = parts.lastIndex(where: { ["gcc", "clang", "cc"].contains($0) }), tool >= 2
    else { return nil }
    return parts[..<tool].joined(separator: "-")
  }

  // MARK: Response files

  private mutating func expandingResponseFiles(_ arguments: [String], depth: Int) -> [String] {
    arguments.flatMap { argument -> [String] in
      guard argument.hasPrefix("@"), argument.count > 1 else { return [argument] }
      removed.append(argument)
      let path = Files.resolvingLinks(
        Paths.absolute(String(argument.dropFirst()), in: directory))
      let isInside =
        Paths.relative(path, to: root) != nil
        || Paths.relative(path, to: Files.resolvingLinks(root)) != nil
      guard depth < 4, isInside, let bytes = Files.contents(of: path, limit: 1 << 20) else {
        return []
      }
      let words = ShellWords.split(String(decoding: bytes, as: UTF8.self))
      return expandingResponseFiles(words, depth: depth + 1)
    }
  }
}

/// POSIX shell quoting, without expansion: nothing is ever run.
enum ShellWords {
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isInWord = false
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        if quote == "\"", character != "\"", character != "\\", character != "$" {
          word.append("\\")
        }
        word.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        isInWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isInWord = true
      } else if character.isWhitespace {
        if isInWord { words.append(word) }
        word = ""
        isInWord = false
      } else {
        word.append(character)
        isInWord = true
      }
    }
    if isInWord || !word.isEmpty { words.append(word) }
    return words
  }
}
