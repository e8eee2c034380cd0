package archive

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"sort"

	"github.com/redsail/redsail/tiles"
)

// dirEntry is a run of equal tiles, or with run 0 a leaf directory that begins with tile id.
// The offset counts from the start of the tiles, or of the leaves.
type dirEntry struct {
	id, offset  uint64
	length, run uint32
}

// leastEntry is how few bytes an entry of a directory takes.
const leastEntry = 4

// tileID numbers the tiles of all zooms through: PMTiles, version 3.
func tileID(a tiles.Address) uint64 { return (uint64(1)<<(2*a.Z)-1)/3 + a.Hilbert() }

// appendDirectory appends the directory, not compressed.
func appendDirectory(b []byte, entries []dirEntry) []byte {
	b = binary.AppendUvarint(b, uint64(len(entries)))
	last := uint64(0)
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.id-last)
		last = e.id
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.run))
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.length))
	}
	next := uint64(0)
	for i, e := range entries {
		if i > 0 && e.offset == next {
			b = binary.AppendUvarint(b, 0)
		} else {
			b = binary.AppendUvarint(b, e.offset+1)
		}
		next = e.offset + uint64(e.length)
	}
	return b
}

// parseDirectory reads a directory. within is the length of the section that tiles lie in,
// leaves that of leaf directories. It fails with *FormatError.
func parseDirectory(part string, b []byte, within, leaves uint64) ([]dirEntry, error) {
	r := bytes.NewReader(b)
	var err error
	next := func() uint64 {
		v, e := binary.ReadUvarint(r)
		if e != nil && err == nil {
			err = broken(part, "it ends within a number, or one is too large")
		}
		return v
	}
	n := next()
	if err == nil && n > uint64(len(b)/leastEntry) {
		err = broken(part, "%d entries cannot be in %d bytes", n, len(b))
	}
	if err != nil {
		return nil, err
	}
	out := make([]dirEntry, n)
	for i, id := 0, uint64(0); i < len(out); i++ {
		step := next()
		if i > 0 && step == 0 || id+step < id {
			return nil, broken(part, "entry %d does not come after the one before it", i)
		}
		id += step
		out[i].id = id
	}
	for i := range out {
		out[i].run = narrow(next())
	}
	for i := range out {
		out[i].length = narrow(next())
	}
	for i, end := 0, uint64(0); i < len(out); i++ {
		e := &out[i]
		if e.offset = next() - 1; e.offset == ^uint64(0) {
			e.offset = end
		}
		room := within
		if e.run == 0 {
			room = leaves
		}
		if err == nil && (e.length == 0 || e.offset > room || uint64(e.length) > room-e.offset) {
			err = broken(part, "entry %d leads out of its section: %d bytes at %d of %d", i, e.length, e.offset, room)
		}
		end = e.offset + uint64(e.length)
	}
	if err == nil && r.Len() > 0 {
		err = broken(part, "%d bytes follow its entries", r.Len())
	}
	return out, err
}

// narrow makes what has no place in 32 bits into what no file is large enough for.
func narrow(v uint64) uint32 {
	if v > 1<<32-1 {
		return 1<<32 - 1
	}
	return uint32(v)
}

// find gives the entry that holds the tile, or the leaf in which it would be.
func find(entries []dirEntry, id uint64) (dirEntry, bool) {
	i := sort.Search(len(entries), func(i int) bool { return entries[i].id > id }) - 1
	if i < 0 {
		return dirEntry{}, false
	}
	e := entries[i]
	return e, e.run == 0 || id-e.id < uint64(e.run)
}

// packGzip compresses what is not a tile.
func packGzip(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpack undoes how directories and metadata are packed, up to most bytes.
func unpack(part string, b []byte, how Compression, most int64) ([]byte, error) {
	if how == CompressionNone {
		return b, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, broken(part, "it is not gzip as the header says")
	}
	out, err := io.ReadAll(io.LimitReader(z, most+1))
	switch {
	case err != nil && (errors.Is(err, gzip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF)):
		return nil, broken(part, "its gzip is damaged: %v", err)
	case err != nil:
		return nil, broken(part, "its gzip is damaged")
	case int64(len(out)) > most:
		return nil, broken(part, "unpacked it is more than %d bytes", most)
	}
	return out, nil
}
