// origin: own, after an audio driver: whoever starts a stream stops it
// expect: nothing
#include <stdlib.h>

struct stream {
  volatile int is_active;
  int requested;
};

int stream_start(struct stream *stream) {
  stream->requested = 0;
  stream->is_active = 1;
  return 0;
}

int stream_stop(struct stream *stream) {
  if (stream->is_active) stream->requested = 1;
  stream->is_active = 0;
  return 0;
}
