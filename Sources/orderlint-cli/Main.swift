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
      var command = try OrderLintCommand.parseAsRoot()
      try command.run()
    } catch {
      exit(report(error))
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
