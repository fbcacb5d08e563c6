#ifndef ASSET_H
#define ASSET_H

struct asset { int vertices; volatile int resident; };

void load_asset(struct asset *asset, int vertices);
int draw_asset(const struct asset *asset);

#endif
