package tiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Tile is a tile ready to be sent.
type Tile struct {
	// Gzip is the compressed content, the same bytes for the same content; nil when Empty.
	// Callers must not change it.
	Gzip []byte
	// ETag is a strong entity tag with its quotes: a hash of the content before compression.
	ETag string
	// Empty is true when no layer has anything here.
	Empty bool
	// Dropped counts what was left out because a limit of Options was reached: features near
	// the tile that were not looked at, and features and label points for which no room was
	// left. What is too small to be seen at the zoom does not count.
	Dropped int
	// Length is that of the content before compression, in bytes.
	Length int

	made *entry // nil of one that no pyramid made
}

// tile is what is told of a made tile.
func (e *entry) tile() Tile {
	var tag [2 + 2*len(e.sum)]byte
	hex.Encode(tag[1:], e.sum[:])
	tag[0], tag[len(tag)-1] = '"', '"'
	return Tile{
		Gzip: e.gzip, ETag: string(tag[:]), Empty: e.length == 0, Dropped: int(e.dropped), Length: int(e.length), made: e,
	}
}

// gzipLevel is a middle way: tiles are kept, so they are compressed once, but somebody
// waits for the first. For one that is large, as of a whole city at once, the wait would be long:
// level 3 takes half the time of level 6, and 6 % more bytes.
const (
	gzipLevel      = 6
	largeGzipLevel = 3
	largeTile      = 96 << 10 // bytes before compression
)

func (m *maker) finish() (Tile, error) {
	sum := sha256.Sum256(m.raw)
	e := &entry{dropped: uint32(m.dropped), length: uint32(len(m.raw))}
	copy(e.sum[:], sum[:])
	if len(m.raw) == 0 {
		return e.tile(), nil
	}
	zip := m.zip
	if len(m.raw) > largeTile {
		zip = m.largeZip
	}
	m.packed.Reset()
	zip.Reset(&m.packed)
	if _, err := zip.Write(m.raw); err != nil {
		return Tile{}, fmt.Errorf("tiles: compress: %w", err)
	}
	if err := zip.Close(); err != nil {
		return Tile{}, fmt.Errorf("tiles: compress: %w", err)
	}
	e.gzip = bytes.Clone(m.packed.Bytes())
	return e.tile(), nil
}
