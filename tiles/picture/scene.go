package picture

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// City says what the tiles hold and how the layers of the city nest.
type City struct {
	// Layers of areas that answer, widest first.
	Layers []Layer
	// Ground names the layers of areas that are the ground of the base map.
	Ground []string
	// Parts are the layers of the tiles, so many to each call of Tiles.Tile.
	Parts []Part
	// Mark is written in the lower right corner, by language; nil = nothing.
	Mark map[string]string
}

// Layer is a layer of areas.
type Layer struct {
	Key       string
	Partition bool
	// Overlay is true of a layer that is no partition and lies under no other layer.
	Overlay bool
	// Rank is 0 for the widest partition, counted without other layers.
	Rank int
	// Border, Label and LabelEnd are the zooms from which borders and labels are drawn, and
	// from which labels are not any more.
	Border, Label, LabelEnd float64
}

// Part is some layers of the tiles that end at the same zoom.
type Part struct {
	Keys     []string
	LastZoom uint8
}

// Tiles gives compressed vector tiles, as *tiles.Pyramid does.
type Tiles interface {
	Tile(ctx context.Context, keys []string, a tiles.Address) (tiles.Tile, error)
}

// scene is what the tiles hold of the ground that the picture shows.
type scene struct {
	camera camera
	layers map[string][]piece // by the name of the layer in the tiles
}

// piece is what one tile holds of a layer.
type piece struct {
	*mvt.Read
	placing
}

// maxTile bounds what one tile may be unpacked to, in bytes.
const maxTile = 64 << 20

// fetch reads the tiles that the picture shows, some at the same time.
func fetch(ctx context.Context, c camera, city City, from Tiles) (*scene, error) {
	type job struct {
		keys []string
		at   tiles.Address
	}
	var jobs []job
	for _, part := range city.Parts {
		for _, at := range c.tiles(part.LastZoom) {
			jobs = append(jobs, job{part.Keys, at})
		}
	}
	read := make([][]*mvt.Read, len(jobs))
	errs := make([]error, len(jobs))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i, j := range jobs {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			read[i], errs[i] = readTile(ctx, from, j.keys, j.at)
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	s := &scene{camera: c, layers: map[string][]piece{}}
	for i, layers := range read {
		for _, l := range layers {
			s.layers[l.Name] = append(s.layers[l.Name], piece{l, c.placing(jobs[i].at, l.Extent)})
		}
	}
	return s, nil
}

// readTile unpacks a tile. No error says which one: errors go to the log, and that must not
// tell where somebody looks.
func readTile(ctx context.Context, from Tiles, keys []string, at tiles.Address) ([]*mvt.Read, error) {
	t, err := from.Tile(ctx, keys, at)
	if err != nil || t.Empty {
		return nil, err
	}
	zr, err := gzip.NewReader(bytes.NewReader(t.Gzip))
	if err != nil {
		return nil, fmt.Errorf("picture: a tile: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(zr, maxTile))
	if err != nil {
		return nil, fmt.Errorf("picture: a tile: %w", err)
	}
	layers, err := mvt.Decode(raw)
	if err != nil {
		return nil, fmt.Errorf("picture: a tile: %w", err)
	}
	return layers, nil
}
