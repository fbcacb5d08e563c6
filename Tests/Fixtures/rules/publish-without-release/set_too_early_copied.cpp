// origin: a flag set before what it announces; a container that copies its images reads them without
// looking at the flag, as copying does
#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

class Position { public: int64_t load() const; };

class Image {
 public:
  bool isClosed() const { return closed.load(std::memory_order_relaxed); }
  void close() {
    closed.store(true, std::memory_order_relaxed);  // expect: publish-without-release
    last = position.load();
  }
  int64_t current() { return isClosed() ? last : position.load(); }
  Image(const Image &other)
      : position(other.position), closed(other.isClosed()), last(other.last) {}

 private:
  Position position;
  std::atomic<bool> closed;
  int64_t last;
};

class Images {
 public:
  std::vector<Image> all();
  void each(const std::function<void(Image &)> &body);
  std::vector<Image> *copies() {
    auto *result = new std::vector<Image>();
    each([result](Image &image) { result->push_back(Image(image)); });
    return result;
  }
};
