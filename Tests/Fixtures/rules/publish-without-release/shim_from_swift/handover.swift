import Shim

nonisolated(unsafe) var data = 0

func produce(_ value: Int) {
  data = value  // note: "written here"
  shim_set_ready()
}

func consume() -> Int? {
  guard shim_is_ready() else { return nil }
  return data  // note: "read here"
}
