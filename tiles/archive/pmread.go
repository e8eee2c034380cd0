package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/redsail/redsail/tiles"
)

// leavesKept is how many leaf directories stay in memory; a leaf of usual files is below a
// megabyte, and one look at a map needs a handful.
const leavesKept = 32

// pmReader reads a PMTiles file.
type pmReader struct {
	file     *os.File
	header   *pmHeader
	root     []dirEntry
	metadata Metadata

	mu     sync.Mutex
	leaves map[section][]dirEntry
	order  []section // the leaves, the one read last at the end
}

func openPMTiles(f *os.File) (Reader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	size := uint64(max(info.Size(), 0))
	b := make([]byte, min(size, headerBytes))
	if _, err := f.ReadAt(b, 0); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	r := &pmReader{file: f, leaves: map[section][]dirEntry{}}
	if r.header, err = parseHeader(b, size); err != nil {
		return nil, err
	}
	if r.root, err = r.directory("root directory", r.header.root); err != nil {
		return nil, err
	}
	return r, r.readMetadata()
}

// read reads a part of the file, if it is not too long.
func (r *pmReader) read(part string, s section, most uint64) ([]byte, error) {
	if s.length > most {
		return nil, broken(part, "%d bytes are more than %d", s.length, most)
	}
	b := make([]byte, s.length)
	if _, err := r.file.ReadAt(b, int64(s.offset)); err != nil {
		return nil, fmt.Errorf("archive: %s: %w", part, err)
	}
	return b, nil
}

func (r *pmReader) directory(part string, s section) ([]dirEntry, error) {
	b, err := r.read(part, s, maxDirectoryBytes)
	if err != nil {
		return nil, err
	}
	if b, err = unpack(part, b, r.header.internal, maxDirectoryBytes); err != nil {
		return nil, err
	}
	return parseDirectory(part, b, r.header.data.length, r.header.leaves.length)
}

func (r *pmReader) readMetadata() error {
	const part = "metadata"
	r.metadata = Metadata{}
	if r.header.metadata.length == 0 {
		return nil
	}
	b, err := r.read(part, r.header.metadata, maxMetadataBytes)
	if err != nil {
		return err
	}
	if b, err = unpack(part, b, r.header.internal, maxMetadataBytes); err != nil {
		return err
	}
	if json.Unmarshal(b, &r.metadata) != nil || r.metadata == nil {
		return broken(part, "it is not an object of JSON")
	}
	return nil
}

// Header tells what the archive holds.
func (r *pmReader) Header() Header { return r.header.public() }

// Metadata gives the metadata.
func (r *pmReader) Metadata() Metadata { return r.metadata }

// Close closes the file.
func (r *pmReader) Close() error { return r.file.Close() }

// Tile gives a tile as it is stored.
func (r *pmReader) Tile(ctx context.Context, z uint8, x, y uint32) ([]byte, bool, error) {
	if z < r.header.minZoom || z > r.header.maxZoom || uint64(x)>>z != 0 || uint64(y)>>z != 0 {
		return nil, false, nil
	}
	id := tileID(tiles.Address{Z: z, X: x, Y: y})
	entries := r.root
	for range maxDepth {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		e, found := find(entries, id)
		if !found {
			return nil, false, nil
		}
		if e.run > 0 {
			b, err := r.read("tile", section{r.header.data.offset + e.offset, uint64(e.length)}, maxTileBytes)
			return b, err == nil, err
		}
		var err error
		if entries, err = r.leaf(section{r.header.leaves.offset + e.offset, uint64(e.length)}); err != nil {
			return nil, false, err
		}
	}
	return nil, false, broken("leaf directories", "they are more than %d deep", maxDepth-1)
}

// leaf gives a leaf directory, from memory if it was read of late.
func (r *pmReader) leaf(s section) ([]dirEntry, error) {
	r.mu.Lock()
	entries, kept := r.leaves[s]
	r.mu.Unlock()
	if kept {
		return entries, nil
	}
	entries, err := r.directory(fmt.Sprintf("leaf directory at %d", s.offset), s)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, kept := r.leaves[s]; !kept {
		r.leaves[s] = entries
		if r.order = append(r.order, s); len(r.order) > leavesKept {
			delete(r.leaves, r.order[0])
			r.order = r.order[1:]
		}
	}
	return entries, nil
}
