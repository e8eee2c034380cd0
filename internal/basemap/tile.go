package basemap

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/redsail/redsail/tiles"
)

// Tile is a tile as the page gets it.
type Tile struct {
	Media string
	// Zipped is true of Data that is compressed with gzip.
	Zipped bool
	// Data is empty where there is no tile. It must not be changed.
	Data []byte
	// ETag is strong, with its quotes.
	ETag string
	// Stale is true of an old tile, given because a new one cannot be had.
	Stale bool
}

// Plain is Data without gzip.
func (t *Tile) Plain() ([]byte, error) {
	if !t.Zipped {
		return t.Data, nil
	}
	return unzip(t.Data)
}

// newTile reads what it is from the bytes. ok is false when it is nothing to show.
func newTile(data []byte) (t Tile, ok bool) {
	if len(data) == 0 {
		return Tile{}, true
	}
	media, zipped := sniff(data)
	s := sha256.Sum256(data)
	return Tile{Media: media, Zipped: zipped, Data: data, ETag: `"` + hex.EncodeToString(s[:16]) + `"`}, media != ""
}

type tileKey struct {
	layer *layer
	addr  tiles.Address
}

// cached is what memory holds of an address: a tile, that there is none, or that it could
// not be had, until a time.
type cached struct {
	tile  Tile
	err   error
	until time.Time
}

// How long other things than tiles are kept.
const (
	emptyFor  = time.Hour
	failedFor = 10 * time.Second
	staleFor  = 30 * time.Second
	// overhead is what an entry takes beside its tile.
	overhead = 256
)

// renew gets a tile from the disk, or else from the service; old is what memory had.
func (s *Set) renew(ctx context.Context, key tileKey, p *plan, old Tile) (Tile, error) {
	name := fileName(key.layer.name, key)
	if s.disk != nil {
		if data, fetched, there := s.disk.get(name); there {
			t, ok := newTile(data)
			left := fetched.Add(s.fresh).Sub(s.now())
			switch {
			case ok && left > 0:
				return s.keep(key, t, left), nil
			case ok:
				old = t
			}
		}
	}
	data, err := key.layer.src.service.fetch(ctx, p, key.addr)
	switch {
	case err == nil && data == nil:
		return s.keep(key, Tile{}, emptyFor), nil
	case err == nil:
		t, _ := newTile(data) // fetch has judged it
		s.store(ctx, name, data)
		return s.keep(key, t, s.fresh), nil
	case errors.Is(err, context.Canceled):
		return Tile{}, err
	case len(old.Data) > 0:
		old.Stale = true
		return s.keep(key, old, staleFor), nil
	}
	s.memory.put(key, cached{err: key.layer.away(context.WithoutCancel(ctx), err), until: s.now().Add(failedFor)}, overhead)
	return Tile{}, err
}

func (s *Set) keep(key tileKey, t Tile, left time.Duration) Tile {
	s.memory.put(key, cached{tile: t, until: s.now().Add(left)}, int64(len(t.Data)+overhead))
	return t
}

// store keeps a tile on disk. The map does without, should that fail.
func (s *Set) store(ctx context.Context, name string, data []byte) {
	if s.disk == nil {
		return
	}
	if err := s.disk.put(name, data, s.now()); err != nil {
		s.diskOK.Do(func() {
			s.log.WarnContext(ctx, "tiles of base maps cannot be kept on disk", "error", err.Error())
		})
	}
}
