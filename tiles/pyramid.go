package tiles

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// MaxKeys is the number of layers that one request may name.
const MaxKeys = 16

// ErrNoLayers says that a request names no layer.
var ErrNoLayers = errors.New("tiles: no layer is named")

// UnknownLayerError says that there is no layer of this key.
type UnknownLayerError struct{ Key string }

func (e *UnknownLayerError) Error() string { return fmt.Sprintf("tiles: there is no layer %q", e.Key) }

// TooManyLayersError says that a request names more than MaxKeys layers.
type TooManyLayersError struct{ Count int }

func (e *TooManyLayersError) Error() string {
	return fmt.Sprintf("tiles: %d layers are named, at most %d are allowed", e.Count, MaxKeys)
}

// Options bounds a pyramid. A zero field takes its default.
type Options struct {
	CacheBytes   int64 // compressed tiles kept; 64 MiB; negative keeps none
	MessageBytes int64 // what single layers add to tiles, kept uncompressed; 24 MiB; negative keeps none
	TileFeatures int   // features looked at for one tile; 200,000
	TileBytes    int   // bytes of a tile, before compression, after which nothing is added; 16 MiB
	// Panicked makes the error of a tile whose making panicked with v; nil = one that says no
	// more than the type of v.
	Panicked func(v any) error
}

func (o Options) withDefaults() Options {
	if o.CacheBytes == 0 {
		o.CacheBytes = 64 << 20
	}
	if o.MessageBytes == 0 {
		o.MessageBytes = 24 << 20
	}
	if o.TileFeatures <= 0 {
		o.TileFeatures = 200_000
	}
	if o.TileBytes <= 0 {
		o.TileBytes = 16 << 20
	}
	if o.Panicked == nil {
		o.Panicked = func(v any) error { return fmt.Errorf("tiles: panic with a %T", v) }
	}
	return o
}

// Pyramid gives the tiles of fixed layers. It is safe for concurrent use.
type Pyramid struct {
	options Options
	layers  []layer
	number  map[string]uint16 // of each layer, by key
	makers  sync.Pool
	// partitions is the coverage of all of them; nil when there are none.
	partitions *coverage
	slots      chan struct{} // one for each tile that may be made at once

	// What was made is kept, and goes on to the pyramid that a change makes of this one.
	cache      *cache // whole tiles, compressed
	stock      *stock // of the messages on the layers' shelves
	joints     joints // where lines meet
	generation uint32 // in the cache

	mu      sync.Mutex
	flights map[tileKey]*flight
}

// layerSet names a set of layers: their numbers plus one, rising, then zeros.
type layerSet [MaxKeys]uint16

// tileKey names a tile of a set of layers.
type tileKey struct {
	set layerSet
	at  Address
}

func keyOf(set []uint16, a Address) tileKey {
	k := tileKey{at: a}
	for i, n := range set {
		k.set[i] = n + 1
	}
	return k
}

// flight is a tile in the making.
type flight struct {
	done    chan struct{} // closed when tile and err are set
	tile    Tile
	err     error
	waiters int // under Pyramid.mu
	cancel  context.CancelFunc
}

// New prepares the layers; their order is that of the layers in every tile. It fails with
// *LayerError. The features are kept: they must not change.
func New(layers []Layer, o Options) (*Pyramid, error) { return build(layers, o, nil) }

// build shares with old, which may be nil, what is the same in both.
func build(layers []Layer, o Options, old *Pyramid) (*Pyramid, error) {
	if err := checkLayers(layers); err != nil {
		return nil, err
	}
	p := &Pyramid{
		options: o.withDefaults(),
		layers:  make([]layer, len(layers)),
		number:  make(map[string]uint16, len(layers)),
		slots:   make(chan struct{}, runtime.GOMAXPROCS(0)),
		flights: map[tileKey]*flight{},
	}
	p.cache, p.stock = &cache{budget: p.options.CacheBytes}, &stock{budget: p.options.MessageBytes}
	met := p.meet(layers, old)
	for i := range layers {
		o := old.layer(layers[i].Key, layers[i].Kind)
		if o.filledFrom(&layers[i]) && (o.kind != Lines || met) {
			p.layers[i] = o.again()
		} else {
			p.layers[i].fill(&layers[i], p.joints, o)
		}
		p.number[layers[i].Key] = uint16(i)
	}
	p.cover(old)
	return p, nil
}

// layer is that of a key, nil when there is none of this kind, or no pyramid.
func (p *Pyramid) layer(key string, kind Kind) *layer {
	if p == nil {
		return nil
	}
	n, ok := p.number[key]
	if !ok || p.layers[n].kind != kind {
		return nil
	}
	return &p.layers[n]
}

// cover makes a coverage of all partitions, and one of each layer of free areas.
func (p *Pyramid) cover(old *Pyramid) {
	for i := range p.layers {
		if l := &p.layers[i]; l.kind == Areas {
			var before []*layer
			if o := old.layer(l.key, Areas); o != nil {
				before = append(before, o)
			}
			takeCoverage([]*layer{l}, before, false)
		}
	}
	if partitions := p.ofKind(Partition); len(partitions) > 0 {
		p.partitions = takeCoverage(partitions, old.ofKind(Partition), len(p.ofKind(Borders)) > 0)
	}
	for i := range p.layers {
		p.layers[i].shapes = nil
	}
}

func (p *Pyramid) ofKind(kind Kind) (out []*layer) {
	if p == nil {
		return nil
	}
	for i := range p.layers {
		if p.layers[i].kind == kind {
			out = append(out, &p.layers[i])
		}
	}
	return out
}

// Tile gives the tile of the named layers. Keys may repeat and stand in any order: the
// tile is the same. It fails with *AddressError, *UnknownLayerError,
// *TooManyLayersError, ErrNoLayers, or the error of ctx.
//
// Those who ask at the same time for a tile that is not there wait for one making of it;
// that is given up when the last of them has.
func (p *Pyramid) Tile(ctx context.Context, keys []string, a Address) (Tile, error) {
	if err := a.check(); err != nil {
		return Tile{}, err
	}
	set, err := p.resolve(keys)
	if err != nil {
		return Tile{}, err
	}
	k := keyOf(set, a)
	if t, ok := p.cache.get(&k, p.generation); ok {
		return t, nil
	}
	t, f := p.board(ctx, k, set)
	if f == nil {
		return t, nil
	}
	select {
	case <-f.done:
		return f.tile, f.err
	case <-ctx.Done():
		p.leave(k, f)
		return Tile{}, ctx.Err()
	}
}

// resolve puts the numbers of the named layers in order, each once.
func (p *Pyramid) resolve(keys []string) ([]uint16, error) {
	if len(keys) == 0 {
		return nil, ErrNoLayers
	}
	if len(keys) > MaxKeys {
		return nil, &TooManyLayersError{Count: len(keys)}
	}
	set := make([]uint16, 0, len(keys))
	for _, key := range keys {
		n, ok := p.number[key]
		if !ok {
			return nil, &UnknownLayerError{Key: key}
		}
		set = append(set, n)
	}
	slices.Sort(set)
	return slices.Compact(set), nil
}

// board gives the tile if it is there, else the flight that makes it.
func (p *Pyramid) board(ctx context.Context, k tileKey, set []uint16) (Tile, *flight) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t, ok := p.cache.get(&k, p.generation); ok { // it may have landed meanwhile
		return t, nil
	}
	f := p.flights[k]
	if f == nil {
		// The tile is for all who wait, so it must not end with the first one's context.
		work, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight{done: make(chan struct{}), cancel: cancel}
		p.flights[k] = f
		go p.fly(work, k, set, f)
	}
	f.waiters++
	return Tile{}, f
}

// leave gives up waiting; the last to leave stops the work.
func (p *Pyramid) leave(k tileKey, f *flight) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f.waiters--; f.waiters > 0 {
		return
	}
	f.cancel()
	if p.flights[k] == f {
		delete(p.flights, k)
	}
}

func (p *Pyramid) fly(ctx context.Context, k tileKey, set []uint16, f *flight) {
	defer f.cancel()
	f.tile, f.err = p.make(ctx, set, k.at, true)
	if f.err == nil {
		p.cache.put(&k, &f.tile, p.generation)
	}
	p.mu.Lock()
	if p.flights[k] == f {
		delete(p.flights, k)
	}
	p.mu.Unlock()
	close(f.done)
}

// make makes a tile, not more than one for each processor at once. It works beside those who
// ask, where a panic would end the process. The messages of its layers are kept when keep is true.
func (p *Pyramid) make(ctx context.Context, set []uint16, a Address, keep bool) (t Tile, err error) {
	defer func() {
		if v := recover(); v != nil {
			t, err = Tile{}, p.options.Panicked(v)
		}
	}()
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return Tile{}, ctx.Err()
	}
	m, _ := p.makers.Get().(*maker)
	if m == nil {
		if m, err = newMaker(); err != nil {
			return Tile{}, err
		}
	}
	m.keeps = keep && p.generation == p.cache.current()
	t, err = m.tile(ctx, p, set, a)
	p.makers.Put(m) // not after a panic: nobody knows what its buffers hold
	return t, err
}
