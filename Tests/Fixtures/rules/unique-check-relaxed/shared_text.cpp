// origin: own; many paths lead through null tests of one pointer before what nobody shares is changed
// orders: ALONE = relaxed acquire
#include <atomic>
#include <cstddef>
#include <cstring>
#include <utility>

struct Block {
  std::atomic<int> shares{1};
  std::size_t size = 0;
  std::size_t room = 0;
  char *text() { return reinterpret_cast<char *>(this + 1); }
};

class Text {
 public:
  Text(const Text &other) : block_(share(other.block_)) {}
  Text(Text &&other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  ~Text() { drop(block_); }

  std::size_t size() const { return block_ ? block_->size : 0; }

  void append(const char *more, std::size_t count) {
    detach(size() + count);
    std::memcpy(block_->text() + block_->size, more, count);
    block_->size += count;
  }

  void clear() {
    if (!block_) return;
    detach(block_->size);
    for (std::size_t i = 0; i < block_->size; ++i) block_->text()[i] = ' ';
  }

 private:
  static Block *share(Block *block) {
    if (block) block->shares.fetch_add(1, std::memory_order_relaxed);
    return block;
  }

  static void drop(Block *block) {
    if (block && block->shares.fetch_sub(1, std::memory_order_acq_rel) == 1) delete block;
  }

  void detach(std::size_t room) {
    if (block_ && block_->room >= room &&
        block_->shares.load(ALONE) == 1)  // expect[ALONE=relaxed]: unique-check-relaxed
      return;
    Block *made = new Block;
    made->room = room;
    made->size = size();
    if (block_) std::memcpy(made->text(), block_->text(), block_->size);
    drop(block_);
    block_ = made;
  }

  Block *block_ = nullptr;
};

void shout(Text &text) {
  text.clear();
  text.append("!", 1);
}
