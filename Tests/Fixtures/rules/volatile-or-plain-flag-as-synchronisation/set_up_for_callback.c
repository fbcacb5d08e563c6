// origin: own, after a test of an audio library: what is set up is shared afterwards
// expect: nothing
#include <string.h>

struct parameters { double rate; int channels; };

struct session {
  const struct parameters *parameters;
  volatile unsigned long frames_left;
  volatile int frames;
};

void sessionSetupData(struct session *session, const struct parameters *parameters) {
  memset(session, 0, sizeof *session);
  session->parameters = parameters;
  session->frames_left = (unsigned long)parameters->rate;
}

int sessionCheckRun(struct session *session, void (*pause)(int)) {
  while (session->frames_left > 0) pause(200);
  return session->frames * session->parameters->channels;
}
