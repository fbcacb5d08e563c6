// Records without names inside records without names, rows that threads take, arrays from malloc.
// run: holds
// run -DBUG: fails assertionFailure
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#define T 2
#define ROWS 2
#define COLS 2
struct matrix { int rows, cols; int cell[ROWS][COLS]; };
static struct matrix A = { ROWS, COLS, { { 1, 2 }, { 3, 4 } } };
static struct { struct { atomic_int sum; int mine[COLS]; } part[T]; } res;
static atomic_int nextrow;
static atomic_long total;
static void *worker(void *arg) {
  int id = *(const int *)arg;
  int row;
#ifdef BUG
  while ((row = atomic_load(&nextrow)) < A.rows) {
    atomic_store(&nextrow, row + 1);
#else
  while ((row = atomic_fetch_add_explicit(&nextrow, 1, memory_order_relaxed)) < A.rows) {
#endif
    int *line = A.cell[row];
    for (int c = 0; c < A.cols; c++) {
      res.part[id].mine[c] += line[c];
      atomic_fetch_add_explicit(&total, *(line + c), memory_order_relaxed);
    }
  }
  return NULL;
}
int main() {
  pthread_t *t = malloc(T * sizeof(pthread_t));
  int *ids = malloc(sizeof(int[T]));
  memset(&res, 0, sizeof res);
  for (int i = 0; i < T; i++) { ids[i] = i; pthread_create(&t[i], NULL, worker, &ids[i]); }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  assert(total == 10);
  int s = 0;
  for (int i = 0; i < T; i++) for (int c = 0; c < COLS; c++) s += res.part[i].mine[c];
  assert(s == 10);
  free(t); free(ids);
  return EXIT_SUCCESS;
}
