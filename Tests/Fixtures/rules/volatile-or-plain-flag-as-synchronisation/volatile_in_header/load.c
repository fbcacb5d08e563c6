#include "asset.h"

void load_asset(struct asset *asset, int vertices) {
  asset->vertices = vertices;
  asset->resident = 1;
}
