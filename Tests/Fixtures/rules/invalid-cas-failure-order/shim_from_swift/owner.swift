import Shim

func claim(_ word: UnsafeMutablePointer<shim_word>) -> Bool {
  shim_word_replace(word, 0, 1)
}
