// origin: own; frames are numbered and queued under a lock, and a loop over slots looks at the number
// expect: nothing
#include <pthread.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdlib.h>

struct frame { uint64_t frame_id; int still; };
struct slot { uint64_t id; };
static struct slot slots[8];
static int now;
struct out { pthread_mutex_t lock; pthread_cond_t wake; struct frame *queued; uint64_t last; bool stop; };

void queue_frame(struct out *o, struct frame *f)
{
    pthread_mutex_lock(&o->lock);
    f->frame_id = ++o->last;
    o->queued = f;
    pthread_cond_signal(&o->wake);
    pthread_mutex_unlock(&o->lock);
}

static void draw(struct frame *t)
{
    int next = (now + 1) % 8;
    while (slots[next].id && slots[next].id > slots[now].id &&
           slots[now].id < t->frame_id) {
        now = next;
        next = (next + 1) % 8;
    }
}

static void *render_thread(void *arg)
{
    struct out *o = arg;
    for (;;) {
        pthread_mutex_lock(&o->lock);
        while (!o->queued && !o->stop)
            pthread_cond_wait(&o->wake, &o->lock);
        struct frame *f = o->queued;
        o->queued = NULL;
        bool stop = o->stop;
        pthread_mutex_unlock(&o->lock);
        if (stop) return NULL;
        draw(f);
        free(f);
    }
}

void start(struct out *o) { pthread_t t; pthread_create(&t, NULL, render_thread, o); }
