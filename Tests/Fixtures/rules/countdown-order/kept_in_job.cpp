// origin: own; a job keeps a reference to a local that its workers fill
// orders: DONE = relaxed release
#include <atomic>
#include <thread>
#include <vector>

struct Picture {
  int width;
  std::vector<float> pixels;
  explicit Picture(int width) : width(width), pixels(width) {}
};

class Job {
 public:
  Job(Picture &picture, unsigned parts) : picture_(picture), left_(parts) {}

  void fill(unsigned part) {
    picture_.pixels[part] = 0.5f;
    left_.fetch_sub(1, DONE);  // expect[DONE=relaxed]: countdown-order
  }

  void wait() const {
    while (left_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
  }

 private:
  Picture &picture_;
  std::atomic<unsigned> left_;
};

int main() {
  Picture picture(4);
  Job job(picture, 4);
  std::vector<std::thread> crew;
  for (unsigned part = 0; part < 4; ++part) crew.emplace_back([&job, part] { job.fill(part); });
  job.wait();
  float sum = 0;
  for (int i = 0; i < picture.width; ++i) sum += picture.pixels[i];
  for (std::thread &thread : crew) thread.join();
  return sum > 1;
}
