import OrderLint

/// The files of a run that can be analysed, and what is asked about them.
struct RunFiles {
  let discovery: FileDiscovery
  let vetting: FileVetting
  private let options: InputOptions
  private let workingDirectory: String

  /// - Parameter context: whether the repository around the named files is read, too.
  init(
    _ discovery: FileDiscovery, _ options: InputOptions, in workingDirectory: String,
    context: Bool = true
  ) {
    self.discovery = discovery
    self.options = options
    self.workingDirectory = workingDirectory
    vetting = FileVetting(
      context ? discovery.files : discovery.files.filter(\.isNamed), jobs: options.jobs)
  }

  /// - Throws: `UsageError` about the paths that do not exist.
  init(
    _ paths: [String], _ options: InputOptions, context: Bool = true
  ) throws(UsageError) {
    let workingDirectory = FileSystem.currentDirectory()
    let discovery = FileDiscovery(
      paths: paths, workingDirectory: workingDirectory, forceExclude: false)
    guard discovery.errors.isEmpty else {
      throw UsageError(discovery.errors.joined(separator: "; "))
    }
    self.init(discovery, options, in: workingDirectory, context: context)
  }

  func request(activeRules: Set<String> = []) -> AnalysisRequest {
    AnalysisRequest(
      files: vetting.files, root: discovery.programRoot, workingDirectory: workingDirectory,
      buildPath: options.buildPath, activeRules: activeRules, jobs: options.jobs)
  }

  var names: ProgramNames {
    ProgramNames(root: discovery.programRoot, workingDirectory: workingDirectory)
  }
}
