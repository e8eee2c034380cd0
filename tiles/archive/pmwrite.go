package archive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/redsail/redsail/tiles"
)

// leafEntries is how many entries the first try puts into a leaf directory.
const leafEntries = 4096

// pmWriter collects the tiles of a PMTiles file.
type pmWriter struct {
	spool    *bufio.Writer
	entries  []dirEntry
	known    contents[dirEntry]
	end      uint64 // of the spool
	numbered int64
}

// writePMTiles writes header, root directory, metadata, leaf directories and tiles, in the
// order in which they are fetched.
func writePMTiles(ctx context.Context, out io.Writer, spool *os.File, info Info, all iter.Seq2[tiles.Placed, error]) (Stats, error) {
	w := &pmWriter{spool: bufio.NewWriterSize(spool, 1<<20), known: contents[dirEntry]{}}
	err := placed(all, func(id uint64, t *tiles.Placed) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return w.add(id, t.Gzip)
	})
	if err != nil {
		return Stats{}, err
	}
	if err := w.spool.Flush(); err != nil {
		return Stats{}, fmt.Errorf("archive: spool: %w", err)
	}
	head, err := w.head(info)
	if err != nil {
		return Stats{}, err
	}
	if _, err := out.Write(head); err != nil {
		return Stats{}, err
	}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		return Stats{}, fmt.Errorf("archive: spool: %w", err)
	}
	_, err = io.Copy(out, spool)
	return Stats{Tiles: w.numbered, Contents: int64(len(w.known))}, err
}

// add takes the next tile. One that is there already is not stored again, and one equal to
// that before it only makes the run longer.
func (w *pmWriter) add(id uint64, tile []byte) error {
	w.numbered++
	key, at, there := w.known.find(tile)
	if !there {
		at = dirEntry{offset: w.end, length: uint32(len(tile))}
		w.known[key] = at
		w.end += uint64(len(tile))
		if _, err := w.spool.Write(tile); err != nil {
			return fmt.Errorf("archive: spool: %w", err)
		}
	}
	if n := len(w.entries); n > 0 {
		if last := &w.entries[n-1]; last.offset == at.offset && last.id+uint64(last.run) == id {
			last.run++
			return nil
		}
	}
	w.entries = append(w.entries, dirEntry{id: id, offset: at.offset, length: at.length, run: 1})
	return nil
}

// head is all that comes before the tiles.
func (w *pmWriter) head(info Info) ([]byte, error) {
	root, leaves, err := directories(w.entries)
	if err != nil {
		return nil, err
	}
	metadata, err := info.Metadata.packed()
	if err == nil {
		metadata, err = packGzip(metadata)
	}
	if err != nil {
		return nil, err
	}
	h := pmHeader{
		root:      section{headerBytes, uint64(len(root))},
		addressed: uint64(w.numbered), entries: uint64(len(w.entries)), contents: uint64(len(w.known)),
		clustered: true, internal: CompressionGzip, compression: CompressionGzip, kind: TypeMVT,
		minZoom: info.MinZoom, maxZoom: info.MaxZoom,
		minLon: e7(info.Bounds.Min[0]), minLat: e7(info.Bounds.Min[1]), maxLon: e7(info.Bounds.Max[0]), maxLat: e7(info.Bounds.Max[1]),
		centerZoom: info.CenterZoom, centerLon: e7(info.Bounds.Center()[0]), centerLat: e7(info.Bounds.Center()[1]),
	}
	h.metadata = section{h.root.offset + h.root.length, uint64(len(metadata))}
	h.leaves = section{h.metadata.offset + h.metadata.length, uint64(len(leaves))}
	h.data = section{h.leaves.offset + h.leaves.length, w.end}
	out := h.append(make([]byte, 0, h.data.offset))
	return append(append(append(out, root...), metadata...), leaves...), nil
}

// directories packs the entries into a root directory that is within the first bytes of the
// file, and leaves of those that it has no room for.
func directories(entries []dirEntry) (root, leaves []byte, err error) {
	const room = headBytes - headerBytes
	if root, err = packGzip(appendDirectory(nil, entries)); err != nil || len(root) <= room {
		return root, nil, err
	}
	for size := leafEntries; ; size *= 2 {
		var tops []dirEntry
		leaves = leaves[:0]
		for at := 0; at < len(entries); at += size {
			part := entries[at:min(at+size, len(entries))]
			packed, err := packGzip(appendDirectory(nil, part))
			if err != nil {
				return nil, nil, err
			}
			tops = append(tops, dirEntry{id: part[0].id, offset: uint64(len(leaves)), length: uint32(len(packed))})
			leaves = append(leaves, packed...)
		}
		if root, err = packGzip(appendDirectory(nil, tops)); err != nil || len(root) <= room {
			return root, leaves, err
		}
	}
}
