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

  /// The handlers that some functions install, also through a parameter of one of them.
  public func handlers(installedBy code: [Function]) -> [InstalledHandler] {
    var found: Set<InstalledHandler> = []
    var forwarders: [String: [Int: InstalledHandler.Cause]] = [:]
    for function in code {
      for event in function.events {
        for (operand, cause) in installed(by: event.kind) {
          if case .function(let symbol) = operand {
            found.insert(InstalledHandler(symbol: symbol, cause: cause))
          } else if case .parameter(let index) = operand {
            forwarders[function.symbol, default: [:]][index] = cause
          }
        }
      }
    }
    if !forwarders.isEmpty { found.formUnion(handlers(givenTo: forwarders, in: code)) }
    return found.sorted { ($0.symbol, $0.cause.rawValue) < ($1.symbol, $1.cause.rawValue) }
  }

  private func handlers(
    givenTo forwarders: [String: [Int: InstalledHandler.Cause]], in code: [Function]
  ) -> [InstalledHandler] {
    code.flatMap(\.events).flatMap { event -> [InstalledHandler] in
      guard case .call(.direct(let name), let arguments) = event.kind,
        let causes = forwarders[name]
      else { return [] }
      return causes.compactMap { index, cause in
        guard arguments.indices.contains(index), case .function(let symbol) = arguments[index]
        else { return nil }
        return InstalledHandler(symbol: symbol, cause: cause)
      }
    }
  }

  /// What an event makes a handler, and of what.
  private func installed(by event: Event.Kind) -> [(Operand, InstalledHandler.Cause)] {
    switch event {
    case .call(.direct(let name), let arguments):
      guard arguments.contains(where: \.mayBeHandler) else { return [] }
      // A Swift call's name without its labels.
      let bare = name.utf8.prefix { $0 != UInt8(ascii: "(") }
      guard let cause = functions[String(Substring(bare))] else { return [] }
      return arguments.map { ($0, cause) }
    case .write(.field(_, _, let name), let value, _):
      guard value.mayBeHandler else { return [] }
      // The C library may keep the field in a union of its own.
      guard let last = name.split(separator: ".").last, let cause = fields[String(last)] else {
        return []
      }
      return [(value, cause)]
    case .call, .write, .read, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .spawn, .join, .opaque:
      return []
    }
  }
}

extension Operand {
  /// A function, or what a caller gives.
  fileprivate var mayBeHandler: Bool {
    if case .parameter = self { return true }
    if case .function = self { return true }
    return false
  }
}
