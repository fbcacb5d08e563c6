// Two texts of one macro are two objects; what an initializer or memset means is not guessed.
// run: holds
// replace "{{1, 2}}" "{[0][1] = 2}": unsupported 0 at 15 "designators"
// replace "{{1, 2}}" "{1, 2}": unsupported 0 at 15 "inner braces"
// replace "{0}" "{[0 ... 4999] = 7}": unsupported 0 at 20 "initializer of"
// replace "sizeof counts)" "-4)": unsupported 0 at 21 "memset"
#include <assert.h>
#include <string.h>

#define PICK(second) ((second) ? "xy" : "ab")

static int counts[4];

int main(void) {
  int pairs[2][2] = {{1, 2}};
  static int many[5000] = {0};
  assert(PICK(0)[0] == 'a');
  assert(PICK(1)[0] == 'x');
  assert(pairs[0][0] + pairs[0][1] >= 2);
  assert(many[4999] == 0);
  memset(counts, 1, sizeof counts);
  return 0;
}
