// origin: a closed flag that is set before the last position is kept; aeron
#include <atomic>

class Image {
 public:
  void close() {
    if (!m_closed.load(std::memory_order_relaxed)) {
      m_closed.store(true, std::memory_order_release);  // expect: publish-without-release
      m_lastPosition = m_position.load(std::memory_order_relaxed);
    }
  }
  long position() const {
    if (m_closed.load(std::memory_order_acquire)) return m_lastPosition;
    return m_position.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> m_closed{false};
  std::atomic<long> m_position{0};
  long m_lastPosition = 0;
};
