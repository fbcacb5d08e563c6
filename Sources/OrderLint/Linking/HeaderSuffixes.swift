/// How the names of headers end.
package enum HeaderSuffixes {
  package static let c = [".h", ".inc"]
  package static let cxx = [".hpp", ".hh", ".hxx", ".h++", ".ipp", ".tpp", ".tcc", ".inl"]
}
