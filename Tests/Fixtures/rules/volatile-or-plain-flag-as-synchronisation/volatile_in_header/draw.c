// origin: own; the header alone says volatile
#include "asset.h"

int draw_asset(const struct asset *asset) {
  if (!asset->resident) return 0;  // expect: volatile-or-plain-flag-as-synchronisation
  return asset->vertices;
}
