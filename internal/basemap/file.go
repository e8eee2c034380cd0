package basemap

import (
	"context"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// tileFile is a file of tiles.
type tileFile interface {
	Tile(ctx context.Context, z uint8, x, y uint32) (data []byte, found bool, err error)
}

// fromFile reads a tile of a file.
func (l *layer) fromFile(ctx context.Context, a tiles.Address) (Tile, error) {
	data, found, err := l.src.archive.Tile(ctx, a.Z, a.X, a.Y)
	if err == nil && !found {
		return Tile{}, nil
	}
	t, ok := newTile(data)
	if err == nil && ok {
		return t, nil
	}
	if ctx.Err() != nil {
		return Tile{}, ctx.Err()
	}
	return Tile{}, city.Errorf(city.Unavailable, "basemap_unavailable", "the file of base map %q cannot be read here", l.src.m.ID)
}
