import Foundation

/// The part of JSON Schema draft-04 that the SARIF schema uses: type, properties, required,
/// additionalProperties, items, enum, pattern, minimum, maximum, minItems, uniqueItems, $ref to
/// definitions, anyOf, allOf, oneOf, not, and the formats `uri` and `uri-reference`.
public struct JSONSchema {
  private let root: NSDictionary

  public init(contentsOf path: String) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    root = try JSONSerialization.jsonObject(with: data) as? NSDictionary ?? [:]
  }

  /// What is wrong with a document, each with its path; empty when it is valid.
  public func violations(in text: String) -> [String] {
    do {
      let value = try JSONSerialization.jsonObject(
        with: Data(text.utf8), options: [.fragmentsAllowed])
      return check(value, against: root, at: "$")
    } catch { return ["not JSON: \(error)"] }
  }

  private func check(_ value: Any, against schema: NSDictionary, at path: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      guard let target = resolve(reference) else { return ["\(path): no schema \(reference)"] }
      return check(value, against: target, at: path)
    }
    return checkType(value, schema, path) + checkEnumeration(value, schema, path)
      + checkObject(value, schema, path) + checkArray(value, schema, path)
      + checkScalar(value, schema, path) + checkCombinations(value, schema, path)
  }

  private func resolve(_ reference: String) -> NSDictionary? {
    reference.split(separator: "/").dropFirst().reduce(root as Any?) { schema, key in
      (schema as? NSDictionary)?[String(key)]
    } as? NSDictionary
  }

  private func checkType(_ value: Any, _ schema: NSDictionary, _ path: String) -> [String] {
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    let isRight = types.isEmpty || types.contains { Self.matches(value, type: $0) }
    return isRight ? [] : ["\(path): is not \(types.joined(separator: " or "))"]
  }

  private static func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
  }

  private static func matches(_ value: Any, type: String) -> Bool {
    switch type {
    case "object": value is NSDictionary
    case "array": value is NSArray
    case "string": value is NSString
    case "boolean": isBoolean(value)
    case "integer":
      !isBoolean(value)
        && ((value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false)
    case "number": !isBoolean(value) && value is NSNumber
    case "null": value is NSNull
    default: false
    }
  }

  private func checkEnumeration(
    _ value: Any, _ schema: NSDictionary, _ path: String
  ) -> [String] {
    guard let values = schema["enum"] as? [Any] else { return [] }
    let isMember = values.contains { ($0 as? NSObject) == (value as? NSObject) }
    return isMember ? [] : ["\(path): '\(value)' is not one of \(values)"]
  }

  private func checkObject(_ value: Any, _ schema: NSDictionary, _ path: String) -> [String] {
    guard let object = value as? [String: Any] else { return [] }
    let properties = schema["properties"] as? [String: NSDictionary] ?? [:]
    var found = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
      .map { "\(path): has no '\($0)'" }
    for (name, member) in object.sorted(by: { $0.key < $1.key }) {
      if let property = properties[name] {
        found += check(member, against: property, at: "\(path).\(name)")
      } else if let others = schema["additionalProperties"] as? NSDictionary {
        found += check(member, against: others, at: "\(path).\(name)")
      } else if let allowed = schema["additionalProperties"] as? NSNumber, !allowed.boolValue {
        found.append("\(path): '\(name)' is not allowed")
      }
    }
    return found
  }

  private func checkArray(_ value: Any, _ schema: NSDictionary, _ path: String) -> [String] {
    guard let array = value as? [Any] else { return [] }
    var found: [String] = []
    if let least = schema["minItems"] as? Int, array.count < least {
      found.append("\(path): has fewer than \(least) items")
    }
    if (schema["uniqueItems"] as? NSNumber)?.boolValue == true,
      Set(array.compactMap { $0 as? NSObject }).count != array.count
    {
      found.append("\(path): has equal items")
    }
    if let items = schema["items"] as? NSDictionary {
      for (index, item) in array.enumerated() {
        found += check(item, against: items, at: "\(path)[\(index)]")
      }
    }
    return found
  }

  private func checkScalar(_ value: Any, _ schema: NSDictionary, _ path: String) -> [String] {
    var found: [String] = []
    if let number = value as? NSNumber, !Self.isBoolean(value) {
      if let least = schema["minimum"] as? NSNumber, number.doubleValue < least.doubleValue {
        found.append("\(path): is less than \(least)")
      }
      if let most = schema["maximum"] as? NSNumber, number.doubleValue > most.doubleValue {
        found.append("\(path): is more than \(most)")
      }
    }
    if let text = value as? String {
      if let pattern = schema["pattern"] as? String,
        text.range(of: pattern, options: .regularExpression) == nil
      {
        found.append("\(path): '\(text)' does not match \(pattern)")
      }
      if let format = schema["format"] as? String, format.hasPrefix("uri"), !isURI(text, format) {
        found.append("\(path): '\(text)' is no \(format)")
      }
    }
    return found
  }

  private func isURI(_ text: String, _ format: String) -> Bool {
    let characters = "^[A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=%]*$"
    guard text.range(of: characters, options: .regularExpression) != nil,
      text.range(of: "%(?![0-9A-Fa-f]{2})", options: .regularExpression) == nil
    else { return false }
    return format == "uri-reference"
      || text.range(of: "^[A-Za-z][A-Za-z0-9+.-]*:", options: .regularExpression) != nil
  }

  private func checkCombinations(
    _ value: Any, _ schema: NSDictionary, _ path: String
  ) -> [String] {
    func valid(_ key: String) -> (count: Int, total: Int)? {
      guard let schemas = schema[key] as? [NSDictionary] else { return nil }
      return (schemas.count { check(value, against: $0, at: path).isEmpty }, schemas.count)
    }
    var found: [String] = []
    if let any = valid("anyOf"), any.count == 0 { found.append("\(path): fits none of anyOf") }
    if let all = valid("allOf"), all.count < all.total { found.append("\(path): breaks allOf") }
    if let one = valid("oneOf"), one.count != 1 {
      found.append("\(path): fits \(one.count) of oneOf")
    }
    if let not = schema["not"] as? NSDictionary, check(value, against: not, at: path).isEmpty {
      found.append("\(path): fits what it must not")
    }
    return found
  }
}
