package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/redsail/redsail/internal/basemap"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/tiles"
)

// baseMapsFlag is shared by the commands that serve.
type baseMapsFlag struct {
	Basemaps string `env:"REDSAIL_BASEMAPS" placeholder:"FILE.yaml" help:"Base maps to choose from beside the city's own streets; docs/basemaps.md."`
}

// load reads the list; nil when there is none.
func (f *baseMapsFlag) load() (*basemap.Config, error) {
	if f.Basemaps == "" {
		return nil, nil //nolint:nilnil // no list is no fault
	}
	return basemap.Load(f.Basemaps, os.Getenv)
}

// openBaseMaps makes the base maps of a list ready; land closes them. Without a list there
// are none.
func openBaseMaps(ctx context.Context, list *basemap.Config, log *slog.Logger) (under httpapi.BaseMaps, land func(), err error) {
	if list == nil {
		return nil, func() {}, nil
	}
	set, err := basemap.Open(ctx, list, basemap.Options{Log: log, Agent: "Redsail/" + version})
	if err != nil {
		return nil, nil, err
	}
	return &baseMaps{set}, func() {
		if err := set.Close(); err != nil {
			log.WarnContext(ctx, "a base map was not closed", "error", err.Error())
		}
	}, nil
}

// baseMaps shows a set to the server.
type baseMaps struct{ set *basemap.Set }

// List implements httpapi.BaseMaps.
func (b *baseMaps) List() []httpapi.BaseMap {
	var out []httpapi.BaseMap
	for _, m := range b.set.List() {
		it := httpapi.BaseMap{
			ID: m.ID, Name: m.Name, Type: string(m.Type), Look: m.Look, Dark: m.Dark, Opacity: m.Opacity,
			Attribution: m.Attribution, Approval: m.Approval, State: m.State,
		}
		for _, l := range m.Layers {
			it.Layers = append(it.Layers, httpapi.BaseMapLayer{
				ID: l.ID, Role: l.Role, TileSize: l.TileSize, MinZoom: l.MinZoom, MaxZoom: l.MaxZoom, Bounds: l.Bounds, Vectors: append([]string{}, l.Vectors...),
			})
		}
		out = append(out, it)
	}
	return out
}

// Tile implements httpapi.BaseMaps.
func (b *baseMaps) Tile(ctx context.Context, id, layer string, a tiles.Address) (httpapi.BaseTile, error) {
	t, err := b.set.Tile(ctx, id, layer, a)
	if err != nil {
		return httpapi.BaseTile{}, err
	}
	return httpapi.BaseTile{Media: t.Media, Zipped: t.Zipped, Data: t.Data, ETag: t.ETag, Stale: t.Stale, Plain: t.Plain}, nil
}
