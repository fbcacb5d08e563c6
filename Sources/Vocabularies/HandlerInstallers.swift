import OrderLint

/// How a library is given functions that the system then calls in the middle of others, or at the
/// end of the process.
public struct HandlerInstaller: Hashable, Sendable {
  /// Functions that are given handlers, and fields that hold them.
  public var functions: [String] = []
  public var fields: [String] = []
  public var cause: InstalledHandler.Cause

  /// One item under `handlers:`, such as `{match: [signal], fields: [sa_handler], cause: signal}`.
  public init(_ node: DocumentNode) throws(DocumentError) {
    guard let members = node.members, let named = node["cause"] else {
      throw DocumentError(
        line: node.line, message: "an entry is a mapping with 'cause', and 'match' or 'fields'")
    }
    guard let known = InstalledHandler.Cause(rawValue: try named.text()) else {
      let all = InstalledHandler.Cause.allCases.map(\.rawValue).joined(separator: ", ")
      throw DocumentError(line: named.line, message: "a cause is one of \(all)")
    }
    cause = known
    for member in members {
      switch member.key {
      case "cause": break
      case "match": functions = try member.value.texts()
      case "fields": fields = try member.value.texts()
      default:
        throw DocumentError(line: member.value.line, message: "unknown key '\(member.key)'")
      }
    }
  }
}

/// The installers of several vocabularies, by name.
public struct HandlerInstallers: Hashable, Sendable {
  private var functions: [String: InstalledHandler.Cause] = [:]
  private var fields: [String: InstalledHandler.Cause] = [:]

  public init(_ vocabularies: [LibraryVocabulary]) {
    for installer in vocabularies.flatMap(\.handlers) {
      for name in installer.functions where functions[name] == nil {
        functions[name] = installer.cause
      }
      for name in installer.fields where fields[name] == nil { fields[name] = installer.cause }
    }
  }

  /// The handlers that some functions install.
  public func handlers(installedBy code: [Function]) -> [InstalledHandler] {
    var found: Set<InstalledHandler> = []
    for function in code {
      for event in function.events { found.formUnion(handlers(of: event.kind)) }
    }
    return found.sorted {
      ($0.symbol, $0.cause.rawValue) < ($1.symbol, $1.cause.rawValue)
    }
  }

  private func handlers(of event: Event.Kind) -> [InstalledHandler] {
    switch event {
    case .call(.direct(let name), let arguments):
      guard arguments.contains(where: \.isFunction) else { return [] }
      // A Swift call's name without its labels.
      let bare = name.utf8.prefix { $0 != UInt8(ascii: "(") }
      guard let cause = functions[String(Substring(bare))] else { return [] }
      return arguments.compactMap { handler($0, cause) }
    case .write(.field(_, _, let name), let value, _):
      guard value.isFunction else { return [] }
      // The C library may keep the field in a union of its own.
      guard let last = name.split(separator: ".").last, let cause = fields[String(last)] else {
        return []
      }
      return [value].compactMap { handler($0, cause) }
    case .call, .write, .read, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .spawn, .join, .opaque:
      return []
    }
  }

  private func handler(
    _ operand: Operand, _ cause: InstalledHandler.Cause
  ) -> InstalledHandler? {
    guard case .function(let symbol) = operand else { return nil }
    return InstalledHandler(symbol: symbol, cause: cause)
  }
}

extension Operand {
  fileprivate var isFunction: Bool { if case .function = self { true } else { false } }
}
