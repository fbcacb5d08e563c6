import ArgumentParser

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@main
struct Main {
  static func main() {
    // libclang parses on threads with small stacks of its own unless told not to; ours are larger.
    setenv("LIBCLANG_NOTHREADS", "1", 1)
    do {
      var command = try OrderLintCommand.parseAsRoot(arguments)
      try command.run()
    } catch {
      exit(report(error))
    }
  }

  /// As compilers have it, a macro is part of its option: `-DN=2` is `-D N=2`.
  private static var arguments: [String] {
    CommandLine.arguments.dropFirst().flatMap { argument -> [String] in
      let isDefinition = argument.hasPrefix("-D") && argument.utf8.count > 2
      return isDefinition ? ["-D", String(argument.dropFirst(2))] : [argument]
    }
  }

  /// Shows the error and returns its exit code. Usage errors are 2 here, as for other linters, and
  /// not the 64 of sysexits.
  private static func report(_ error: any Error) -> Int32 {
    let code = OrderLintCommand.exitCode(for: error)
    let message = OrderLintCommand.fullMessage(for: error)
    if code == .success {
      if !message.isEmpty { Console.standard.output(message + "\n") }
      return RunStatus.clean.rawValue
    }
    if !message.isEmpty { Console.standard.diagnostics(message + "\n") }
    return code == .validationFailure ? RunStatus.usage.rawValue : code.rawValue
  }
}
