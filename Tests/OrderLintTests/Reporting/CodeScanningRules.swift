import Foundation

/// What GitHub code scanning asks of a SARIF file beyond the schema, as assertions G1 to G23.
struct CodeScanningRules {
  private typealias Object = [String: Any]
  private var violations: [String] = []

  static func violations(in text: String) -> [String] {
    guard let log = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object else {
      return ["not a JSON object"]
    }
    var rules = CodeScanningRules()
    rules.check(log, size: text.utf8.count)
    return rules.violations
  }

  private mutating func expect(_ condition: Bool, _ name: String, _ place: String = "") {
    if !condition { violations.append("\(name) \(place)") }
  }

  private static func objects(_ value: Any?) -> [Object] { value as? [Object] ?? [] }

  private static func text(_ value: Any?) -> String {
    ((value as? Object)?["text"] as? String) ?? ""
  }

  private mutating func check(_ log: Object, size: Int) {
    let runs = Self.objects(log["runs"])
    expect(!(log["$schema"] as? String ?? "").isEmpty, "G1 schema")
    expect(log["version"] as? String == "2.1.0", "G1 version")
    expect((1...20).contains(runs.count), "G1 G2 runs")
    // Uncompressed, which is stricter than the limit on the compressed file.
    expect(size <= 10 << 20, "G7 size")
    for run in runs { check(run: run) }
  }

  private mutating func check(run: Object) {
    let results = run["results"] as? [Object]
    expect(results != nil, "results are absent")
    expect((results ?? []).count <= 5_000, "G3 results")
    let tool = run["tool"] as? Object ?? [:]
    let driver = tool["driver"] as? Object ?? [:]
    expect(!(driver["name"] as? String ?? "").isEmpty, "G8 name")
    expect(!(driver["fullName"] as? String ?? "").isEmpty, "Azure full name")
    expect(driver["rules"] is [Object], "G8 rules")
    let rules = Self.objects(driver["rules"])
    expect(rules.count <= 25_000, "G4 rules")
    expect(Self.objects(tool["extensions"]).count <= 100, "G4 extensions")
    for rule in rules { check(rule: rule) }
    let ids = rules.map { $0["id"] as? String ?? "" }
    expect(ids == ids.sorted() && Set(ids).count == ids.count, "rules are not sorted")
    let category = (run["automationDetails"] as? Object)?["id"] as? String ?? ""
    expect(category.hasSuffix("/") && category.count > 1, "G20 category")
    expect(
      ["utf16CodeUnits", "unicodeCodePoints"].contains(run["columnKind"] as? String), "columns")
    for (index, result) in (results ?? []).enumerated() {
      check(result: result, ids: ids, at: "result \(index)")
    }
  }

  private mutating func check(rule: Object) {
    let id = rule["id"] as? String ?? ""
    expect(
      !id.isEmpty && id.range(of: "[0-9A-Fa-f]{8}", options: .regularExpression) == nil, "G22", id)
    for name in ["shortDescription", "fullDescription"] {
      expect((1...1_024).contains(Self.text(rule[name]).utf16.count), "G9 \(name)", id)
    }
    expect(!Self.text(rule["help"]).isEmpty, "G9 help", id)
    expect((1...255).contains((rule["name"] as? String ?? "").count), "G9 name", id)
    let level = (rule["defaultConfiguration"] as? Object)?["level"] as? String ?? ""
    expect(["note", "warning", "error"].contains(level), "G10", id)
    let properties = rule["properties"] as? Object ?? [:]
    let tags = properties["tags"] as? [String] ?? []
    expect(tags.count <= 10, "G6", id)
    let precision = properties["precision"] as? String ?? ""
    expect(["very-high", "high", "medium", "low"].contains(precision), "G11 precision", id)
    let problem = properties["problem.severity"] as? String ?? ""
    expect(["error", "warning", "recommendation"].contains(problem), "G11 severity", id)
    if let severity = properties["security-severity"] {
      let number = (severity as? String).flatMap(Double.init) ?? 0
      expect(number > 0 && number <= 10, "G12", id)
    }
  }

  private mutating func check(result: Object, ids: [String], at place: String) {
    let id = result["ruleId"] as? String ?? ""
    expect(ids.contains(id), "rule is not listed", place)
    if let index = result["ruleIndex"] as? Int {
      expect(ids.indices.contains(index) && ids[index] == id, "rule index", place)
    }
    let message = Self.text(result["message"])
    expect(!message.isEmpty, "G13 message", place)
    let locations = Self.objects(result["locations"])
    expect((1...100).contains(locations.count), "G5 G13 locations", place)
    for location in locations { check(location: location, at: place) }
    if let primary = locations.first {
      let region = (primary["physicalLocation"] as? Object)?["region"] as? Object ?? [:]
      expect(region["startLine"] as? Int == region["endLine"] as? Int, "G23", place)
    }
    let fingerprints = result["partialFingerprints"] as? [String: String] ?? [:]
    let hash = fingerprints["primaryLocationLineHash"] ?? ""
    expect(
      hash.range(of: "^[0-9a-f]+:[1-9][0-9]*$", options: .regularExpression) != nil, "G17", place)
    expect((result["suppressions"] as? [Any] ?? []).isEmpty, "G21", place)
    check(related: Self.objects(result["relatedLocations"]), message: message, at: place)
    check(flows: Self.objects(result["codeFlows"]), at: place)
  }

  private mutating func check(related: [Object], message: String, at place: String) {
    for location in related {
      let id = location["id"] as? Int ?? -1
      expect(message.contains("](\(id))"), "G19", place)
      check(location: location, at: place)
    }
  }

  private mutating func check(flows: [Object], at place: String) {
    var count = 0
    for flow in flows {
      var orders: [Int] = []
      for thread in Self.objects(flow["threadFlows"]) {
        for step in Self.objects(thread["locations"]) {
          count += 1
          orders.append(step["executionOrder"] as? Int ?? 0)
          expect(step["index"] == nil && step["location"] is Object, "G18", place)
          check(location: step["location"] as? Object ?? [:], at: place)
        }
      }
      expect(orders.sorted() == Array(1...max(1, orders.count)), "execution order", place)
    }
    expect(count <= 1_000, "G5 flow", place)
  }

  private mutating func check(location: Object, at place: String) {
    let physical = location["physicalLocation"] as? Object ?? [:]
    let uri = (physical["artifactLocation"] as? Object)?["uri"] as? String ?? ""
    let isRelative =
      !uri.isEmpty && !uri.hasPrefix("/") && !uri.hasPrefix("./") && !uri.contains("\\")
      && uri.range(of: "^[A-Za-z][A-Za-z0-9+.-]*:", options: .regularExpression) == nil
      && uri.range(
        of: "^([A-Za-z0-9\\-._~/!$&'()*+,;=@]|%[0-9A-F]{2})+$", options: .regularExpression)
        != nil
    expect(isRelative, "G14 G16 \(uri)", place)
    let region = physical["region"] as? Object ?? [:]
    let names = ["startLine", "startColumn", "endLine", "endColumn"]
    let numbers = names.map { region[$0] as? Int ?? 0 }
    expect(numbers.allSatisfy { $0 >= 1 }, "G15 numbers", place)
    expect((numbers[0], numbers[1]) < (numbers[2], numbers[3]), "G15 empty", place)
  }
}
