package basemap

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// startPatience is how long the start waits for the descriptions of services.
const startPatience = 10 * time.Second

// Options are what a set needs beside its list.
type Options struct {
	Log *slog.Logger
	// Agent is the User-Agent that services see; empty = Redsail.
	Agent string
	// Now is the clock; nil = the machine's.
	Now func() time.Time
}

// Set is the base maps of a server. It is safe for concurrent use.
type Set struct {
	maps   []*source
	byID   map[string]*source
	memory *lru[tileKey, cached]
	disk   *disk // nil = none
	air    *flights[tileKey, Tile]
	fresh  time.Duration
	log    *slog.Logger
	now    func() time.Time
	land   context.CancelFunc
	diskOK sync.Once // the first fault of the disk is told, and no other
}

// source is one base map with its layers.
type source struct {
	m       *Map
	key     string
	service *service // nil for a file
	archive tileFile // nil for a service
	layers  []*layer
}

// Open makes the base maps of a list ready. It fails with the reason when one cannot be
// shown truly or a file cannot be read; a service that does not answer now is asked again
// later, and the map begins without it.
func Open(ctx context.Context, c *Config, o Options) (s *Set, err error) {
	if o.Agent == "" {
		o.Agent = "Redsail"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	life, land := context.WithCancel(context.WithoutCancel(ctx))
	s = &Set{
		byID: map[string]*source{}, memory: newLRU[tileKey, cached](int64(c.Cache.MemoryMB) * 1_000_000), fresh: c.Cache.fresh(),
		air: &flights[tileKey, Tile]{all: map[tileKey]*flight[Tile]{}, life: life}, log: o.Log, now: o.Now, land: land,
	}
	closed := s // what is returned is none by then
	defer func() {
		if err != nil {
			err = errors.Join(err, closed.Close())
			s = nil
		}
	}()
	if c.Cache.Dir != "" {
		if s.disk, err = openDisk(c.Cache.Dir, int64(c.Cache.DiskMB)*1_000_000); err != nil {
			return nil, badList("the folder for tiles of base maps: %v", err)
		}
	}
	for i := range c.Maps {
		src, err := s.open(&c.Maps[i], c.keys[c.Maps[i].ID], o)
		if err != nil {
			return nil, err
		}
		s.maps = append(s.maps, src)
		s.byID[src.m.ID] = src
	}
	return s, s.introduce(ctx)
}

// open makes one source.
func (s *Set) open(m *Map, key string, o Options) (*source, error) {
	src := &source{m: m, key: key}
	for i := range m.Layers {
		src.layers = append(src.layers, &layer{src: src, of: &m.Layers[i], name: layerName(m, &m.Layers[i])})
	}
	if m.Kind.local() {
		return src, src.openFile()
	}
	client, err := newClient(m)
	if err != nil {
		return nil, badList("base map %q: %v", m.ID, err)
	}
	src.service = &service{
		m: m, key: key, client: client, agent: o.Agent, log: o.Log, now: o.Now,
		slots: make(chan struct{}, m.Concurrent), queue: make(chan struct{}, maxQueue),
	}
	for _, l := range src.layers {
		if m.Kind == XYZ {
			l.known.Store(m.planXYZ(l.of, key))
		}
	}
	return src, nil
}

// introduce asks each WMTS what it has. It fails only for what cannot be shown.
func (s *Set) introduce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	var asking sync.WaitGroup
	for _, src := range s.maps {
		for _, l := range src.layers {
			if l.known.Load() == nil {
				asking.Go(func() { _, _ = l.plan(ctx) }) // what went wrong is judged below, or logged
			}
		}
	}
	asking.Wait()
	for _, src := range s.maps {
		for _, l := range src.layers {
			if why := l.refused.Load(); why != nil {
				return city.Errorf(city.Invalid, "basemap_refused", "base map %q, layer %q is refused: %s", src.m.ID, l.of.ID, why.why)
			}
		}
	}
	return nil
}

// Close ends what is in the air and closes the files.
func (s *Set) Close() error {
	s.land()
	s.air.running.Wait()
	var errs []error
	for _, src := range s.maps {
		if src.service != nil {
			src.service.client.CloseIdleConnections()
		}
		if c, ok := src.archive.(io.Closer); ok {
			errs = append(errs, c.Close())
		}
	}
	if s.disk != nil {
		errs = append(errs, s.disk.close())
	}
	return errors.Join(errs...)
}

// find gives a layer.
func (s *Set) find(id, layerID string) (*layer, error) {
	if src := s.byID[id]; src != nil {
		for _, l := range src.layers {
			if l.of.ID == layerID {
				return l, nil
			}
		}
	}
	return nil, city.Errorf(city.NotFound, "unknown_basemap", "there is no base map %q with a layer %q", clip(id), clip(layerID))
}

// Tile gives a tile of a layer. Its Data is empty where there is none. Errors: unknown_basemap,
// bad_tile_address, basemap_refused, basemap_unavailable.
func (s *Set) Tile(ctx context.Context, id, layerID string, a tiles.Address) (Tile, error) {
	l, err := s.find(id, layerID)
	if err != nil {
		return Tile{}, err
	}
	p, err := l.plan(ctx)
	if err != nil {
		return Tile{}, l.away(ctx, err)
	}
	if int(a.Z) < p.low || int(a.Z) > p.high {
		return Tile{}, city.Errorf(city.Invalid, "bad_tile_address", "base map %q has tiles of zoom %d to %d", id, p.low, p.high)
	}
	if !p.covers(a) {
		return Tile{}, nil
	}
	if l.src.archive != nil {
		return l.fromFile(ctx, a)
	}
	key := tileKey{layer: l, addr: a}
	kept, there := s.memory.get(key)
	if there && s.now().Before(kept.until) {
		return kept.tile, kept.err
	}
	t, err := s.air.do(ctx, key, func(ctx context.Context) (Tile, error) { return s.renew(ctx, key, p, kept.tile) })
	if err != nil {
		return Tile{}, l.away(ctx, err)
	}
	return t, nil
}

// away is the error for a caller: it names the base map, and nothing of its maker.
func (l *layer) away(ctx context.Context, err error) error {
	var no *refusal
	var e *city.Error
	switch {
	case errors.As(err, &no):
		return city.Errorf(city.Conflict, "basemap_refused", "base map %q is refused: %s", l.src.m.ID, no.why)
	case errors.As(err, &e):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return city.Errorf(city.Unavailable, "basemap_unavailable", "base map %q cannot be had now", l.src.m.ID)
}
