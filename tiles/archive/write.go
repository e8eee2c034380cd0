package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/tiles"
)

// Format is a kind of archive.
type Format string

// The formats.
const (
	PMTiles Format = "pmtiles"
	MBTiles Format = "mbtiles"
)

// Info is what an archive says of itself beside its tiles, which are gzipped MVT.
type Info struct {
	MinZoom, MaxZoom uint8
	Bounds           orb.Bound // degrees
	CenterZoom       uint8
	Metadata         Metadata
}

// Stats counts what was written.
type Stats struct {
	Tiles    int64 // addresses with a tile
	Contents int64 // different tiles
	Bytes    int64 // of the file
}

// maxTiles bounds the memory of a writer, which keeps about 100 bytes for each tile.
const maxTiles = 1 << 24

// TooManyTilesError says that an archive would have more tiles than one may.
type TooManyTilesError struct{ Most int }

func (e *TooManyTilesError) Error() string {
	return fmt.Sprintf("archive: more than %d tiles; name fewer zooms", e.Most)
}

// Write writes an archive of the tiles, which come in the order of Pyramid.Each. They are
// spooled to a file in folder, which is removed; only what finds them is kept in memory.
func Write(ctx context.Context, format Format, out io.Writer, folder string, info Info, all iter.Seq2[tiles.Placed, error]) (s Stats, err error) {
	spool, err := os.CreateTemp(folder, ".redsail-tiles-")
	if err != nil {
		return Stats{}, fmt.Errorf("archive: spool: %w", err)
	}
	defer func() { err = errors.Join(err, spool.Close(), os.Remove(spool.Name())) }()
	counted := &counter{to: out}
	switch format {
	case PMTiles:
		s, err = writePMTiles(ctx, counted, spool, info, all)
	case MBTiles:
		if s, err = writeMBTiles(ctx, spool.Name(), info, all); err == nil {
			_, err = io.Copy(counted, spool)
		}
	default:
		err = fmt.Errorf("archive: there is no format %q", format)
	}
	s.Bytes = counted.bytes
	return s, err
}

// counter counts what is written.
type counter struct {
	to    io.Writer
	bytes int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.bytes += int64(n)
	return n, err
}

// contents finds tiles that are alike.
type contents[T any] map[[sha256.Size]byte]T

func (c contents[T]) find(tile []byte) (key [sha256.Size]byte, at T, there bool) {
	key = sha256.Sum256(tile)
	at, there = c[key]
	return key, at, there
}

// placed judges what comes from outside: the tiles and their order.
func placed(all iter.Seq2[tiles.Placed, error], each func(id uint64, t *tiles.Placed) error) error {
	count, last := 0, uint64(0)
	for t, err := range all {
		if err != nil {
			return err
		}
		if t.Empty {
			continue
		}
		id := tileID(t.Address)
		if count > 0 && id <= last {
			return errors.New("archive: the tiles do not come in the order of their ids")
		}
		last = id
		if count++; count > maxTiles {
			return &TooManyTilesError{Most: maxTiles}
		}
		if err := each(id, &t); err != nil {
			return err
		}
	}
	return nil
}
