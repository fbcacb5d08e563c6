import MemoryModel
import OrderLint

/// Decides litmus files one by one.
struct LitmusRun {
  let command: LitmusCommand

  init(_ command: LitmusCommand) { self.command = command }

  /// What `--all` shows at most.
  static let executionLimit = 100_000
  private static let sizeLimit = 4 << 20

  /// - Throws: `UsageError` if a file could not be read; the others are decided first.
  func run() throws(UsageError) {
    var results: [LitmusResult] = []
    var failures = 0
    for path in command.files {
      do throws(LitmusFailure) {
        let file = try file(path)
        if let format = command.export {
          Console.standard.output(try export(file, as: format))
        } else {
          results.append(
            LitmusResult(
              file, model: command.model, keeping: command.all ? Self.executionLimit : 0))
        }
      } catch {
        Console.standard.diagnostics(TerminalText.escaped(error.description) + "\n")
        failures += 1
      }
    }
    if command.export == nil { print(results) }
    guard failures == 0 else {
      throw UsageError("\(failures) of \(command.files.count) could not be read or written")
    }
  }

  private func export(
    _ file: LitmusFile, as format: LitmusExport
  ) throws(LitmusFailure) -> String {
    do throws(LitmusExportError) {
      switch format {
      case .litmus: return try file.herdText()
      case .c: return try file.programText()
      }
    } catch {
      throw LitmusFailure(description: "\(file.name): error: cannot be exported: \(error)")
    }
  }

  private func print(_ results: [LitmusResult]) {
    switch command.format {
    case .json:
      Console.standard.output(LitmusJSONReport.text(results, allExecutions: command.all))
    case .dot:
      Console.standard.output(LitmusDotReport.text(results, all: command.all))
    case .svg:
      for result in results { Console.standard.output(LitmusPictures(result).svg ?? "") }
    case .html:
      Console.standard.output(LitmusPictures.html(results, all: command.all))
    case .text:
      Console.standard.output(results.map(text).joined(separator: "\n"))
    }
  }

  private func text(_ result: LitmusResult) -> String {
    let drawing = command.drawing
    let report = LitmusTextReport(result, painter: drawing.painter).text
    guard !drawing.noDiagram || command.all else { return report }
    let lines = LitmusPictures(result).terminalLines(
      all: command.all, width: drawing.width, ascii: drawing.ascii)
    return report + lines.map { $0 + "\n" }.joined()
  }

  // MARK: - Reading

  /// Why a file has no result.
  struct LitmusFailure: Error, CustomStringConvertible {
    var description: String
  }

  private func file(_ path: String) throws(LitmusFailure) -> LitmusFile {
    let name = path == "-" ? "<stdin>" : path
    let text = try Self.text(path)
    var file: LitmusFile
    do throws(LitmusSyntaxError) {
      file = try LitmusFile(
        reading: text, name: Self.testName(of: path), loopLimit: command.unroll)
    } catch {
      throw LitmusFailure(
        description: "\(name):\(error.line):\(error.column): error: \(error.message)")
    }
    if let outcome = command.outcome {
      do throws(LitmusSyntaxError) {
        file.condition = try FinalCondition(reading: outcome)
        file.quantifier = .exists
      } catch {
        throw LitmusFailure(description: "--outcome:\(error.column): error: \(error.message)")
      }
    }
    return file
  }

  static func text(_ path: String) throws(LitmusFailure) -> String {
    do throws(FileSystem.Failure) {
      let source = path == "-" ? "/dev/stdin" : path
      let bytes = try FileSystem.read(source, limit: sizeLimit + 1)
      guard bytes.count <= sizeLimit else {
        throw FileSystem.Failure(reason: "larger than \(sizeLimit >> 20) MB")
      }
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      throw LitmusFailure(description: "\(path): error: \(error)")
    }
  }

  /// A test in one line has no name but its file's.
  private static func testName(of path: String) -> String {
    guard path != "-" else { return "stdin" }
    let name = Paths.name(of: path)
    return name.hasSuffix(".litmus") ? String(name.dropLast(".litmus".count)) : name
  }
}

/// Runs a table of litmus tests.
struct LitmusTableRun {
  let path: String
  let model: LitmusModel

  /// Prints the rows that differ and the totals.
  ///
  /// - Returns: whether every row agrees.
  func run() throws(UsageError) -> Bool {
    let table: LitmusTableCheck
    do throws(LitmusRun.LitmusFailure) {
      table = try Self.table(path)
    } catch {
      throw UsageError(error.description)
    }
    let model = self.model
    let differences = Parallel.map(table.rows, jobs: Processors.count) { row in
      LitmusTableCheck.difference(row, model: model)
    }
    var differing = 0
    for (row, difference) in zip(table.rows, differences) {
      guard let difference else { continue }
      differing += 1
      Console.standard.output(
        TerminalText.escaped("\(path):\(row.line): \(row.name): \(difference)") + "\n")
    }
    let count = table.rows.count
    Console.standard.output(
      "\(count) row\(count == 1 ? "" : "s"), \(count - differing) agree, \(differing) differ\n")
    return differing == 0
  }

  private static func table(_ path: String) throws(LitmusRun.LitmusFailure) -> LitmusTableCheck {
    let text = try LitmusRun.text(path)
    do throws(LitmusSyntaxError) {
      return try LitmusTableCheck(text)
    } catch {
      throw LitmusRun.LitmusFailure(
        description: "\(path):\(error.line):\(error.column): error: \(error.message)")
    }
  }
}
