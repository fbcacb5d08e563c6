import ArgumentParser
import OrderLint

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// When the output is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument, Sendable {
  case auto, always, never
}

/// What the standard streams are connected to, and what the environment says about them.
enum Terminal {
  static let standardOutput: Int32 = 1
  static let standardError: Int32 = 2

  static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(validatingCString: value)
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  static func usesColor(_ choice: ColorChoice, on descriptor: Int32) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      // no-color.org: any value but the empty one, and it wins over what forces colour.
      if isSet("NO_COLOR") { return false }
      if isForced("CLICOLOR_FORCE") || isForced("FORCE_COLOR") { return true }
      return isTerminal(descriptor) && variable("TERM") != "dumb"
    }
  }

  private static func isSet(_ name: String) -> Bool { !(variable(name) ?? "").isEmpty }

  private static func isForced(_ name: String) -> Bool { isSet(name) && variable(name) != "0" }

  /// The cells of a line: the terminal's, else what `COLUMNS` says, else 100.
  static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    if isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return variable("COLUMNS").flatMap { Int($0) } ?? 100
  }
}

/// Where a run speaks: findings to one side, everything about the run to the other.
struct Console: Sendable {
  var output: @Sendable (String) -> Void
  var diagnostics: @Sendable (String) -> Void

  static let standard = Console(
    output: { write($0, to: Terminal.standardOutput) },
    diagnostics: { write($0, to: Terminal.standardError) })

  /// A reader that has gone away is no error of ours.
  private static func write(_ text: String, to descriptor: Int32) {
    try? FileSystem.write(text, to: descriptor)
  }

  func error(_ message: String) {
    diagnostics("orderlint: error: \(TerminalText.escaped(message))\n")
  }

  func note(_ message: String) { diagnostics("orderlint: \(TerminalText.escaped(message))\n") }
}
