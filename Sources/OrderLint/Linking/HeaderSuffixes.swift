/// How the names of headers end.
package enum HeaderSuffixes {
  package static let c = [".h", ".inc"]
  package static let cxx = [".hpp", ".hh", ".hxx", ".h++", ".ipp", ".tpp", ".tcc", ".inl"]
}

extension String {
  /// Whether it is the name of a header.
  var hasHeaderSuffix: Bool {
    (HeaderSuffixes.c + HeaderSuffixes.cxx).contains { hasSuffix($0) }
  }
}

extension Program {
  /// Whether the functions stand in two source files, and neither in a header.
  func areOfTwoSources(_ first: Int, _ second: Int) -> Bool {
    let files = (functions[first].range.file, functions[second].range.file)
    return files.0 != files.1 && !files.0.hasHeaderSuffix && !files.1.hasHeaderSuffix
  }
}
