// origin: own; who begins a round sets the count, and takes its own part off it, before others do
// expect: nothing
struct state {
  int status, required, pending;
};

struct task {
  struct task *next, *ready;
  struct state *state;
  int (*run)(struct task *task);
};

struct edge {
  struct state *state;
  struct edge *next;
  struct task *target;
};

static inline void start_anew(struct state *state) { state->pending = state->required; }

static int run(struct task *task) {
  task->state->status = task->run(task);
  return task->state->status;
}

static inline int count_off(struct edge *edge) {
  struct state *state = edge->state;
  if (__atomic_sub_fetch(&state->pending, 1, __ATOMIC_SEQ_CST) == 0) run(edge->target);
  return state->status;
}

int finished(struct edge *edges) {
  for (struct edge *edge = edges; edge; edge = edge->next) count_off(edge);
  return 0;
}

int run_all(struct task *tasks) {
  struct task *ready = 0;
  for (struct task *task = tasks; task; task = task->next) {
    struct state *state = task->state;
    start_anew(state);
    if (--state->pending == 0) {
      task->ready = ready;
      ready = task;
    }
  }
  for (struct task *task = ready; task; task = task->ready) run(task);
  return 0;
}
