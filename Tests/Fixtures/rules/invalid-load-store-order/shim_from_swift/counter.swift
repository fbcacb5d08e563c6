import Shim

func bump(_ counter: UnsafeMutablePointer<shim_counter>) {
  shim_counter_store(counter, shim_counter_load(counter) + 1)
}
