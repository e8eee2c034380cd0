package basemap

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// States of a base map.
const (
	Ready   = "ready"
	Failing = "failing" // its service does not answer now
	Refused = "refused" // it cannot be shown truly
)

// Info describes a base map for the page. It holds no address and no key.
type Info struct {
	ID          string
	Name        city.Label
	Kind        Kind
	Type        Type
	Look        string
	Dark        string
	Opacity     float64
	Attribution string
	Approval    string
	State       string
	Layers      []LayerInfo
}

// LayerInfo describes a layer.
type LayerInfo struct {
	ID       string
	Role     string
	TileSize int
	MinZoom  int
	MaxZoom  int
	Bounds   *[4]float64 // west, south, east, north in degrees; nil = the world
	Vectors  []string    // layers of vector tiles
}

// List describes all base maps, in the order of the list. Services that have not told yet
// what they have are asked again meanwhile.
func (s *Set) List() []Info {
	out := make([]Info, 0, len(s.maps))
	for _, src := range s.maps {
		m := src.m
		info := Info{
			ID: m.ID, Name: m.Name, Kind: m.Kind, Type: m.Type, Look: m.Look, Dark: m.Dark, Opacity: m.opacity(),
			Attribution: m.Attribution, Approval: m.Approval, State: Ready,
		}
		if src.service != nil && src.service.failing() {
			info.State = Failing
		}
		for _, l := range src.layers {
			p := l.known.Load()
			switch {
			case p != nil:
				info.Layers = append(info.Layers, LayerInfo{ID: l.of.ID, Role: l.of.Role, TileSize: p.tileSize, MinZoom: p.low, MaxZoom: p.high, Bounds: p.bounds, Vectors: p.vectors})
			case l.refused.Load() != nil:
				info.State = Refused
			default:
				info.State = Failing
				s.askLater(l)
			}
		}
		if info.State == Refused {
			info.Layers = nil
		}
		out = append(out, info)
	}
	return out
}

// askLater asks a service for its capabilities beside the answer that is given now.
func (s *Set) askLater(l *layer) {
	if s.air.life.Err() != nil {
		return
	}
	s.air.running.Go(func() {
		if !l.asking.TryLock() {
			return // somebody asks already
		}
		l.asking.Unlock()
		ctx, cancel := context.WithTimeout(s.air.life, tileTimeout)
		defer cancel()
		_, _ = l.plan(ctx) // what it says is in the next list
	})
}
