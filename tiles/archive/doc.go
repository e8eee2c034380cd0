// Package archive writes tiles into one file and reads them back: PMTiles version 3
// (github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md) and MBTiles 1.3
// (github.com/mapbox/mbtiles-spec).
//
// Writers give the same bytes for the same tiles and Info: they use no clock and no chance.
// Readers take files of strangers: every size is bounded before anything of that size is
// made, and what is wrong is a *FormatError that names the part of the file. Errors never
// hold the address of a tile: what somebody looks at is nobody else's business.
package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/paulmach/orb"
)

// Limits of what is read. A file beyond them is refused by name.
const (
	maxDirectoryBytes = 16 << 20 // of one directory, unpacked
	maxMetadataBytes  = 16 << 20 // unpacked
	maxTileBytes      = 32 << 20 // as stored
	maxDepth          = 3        // directories from the root to a tile, the root among them
	maxArchiveZoom    = 31       // PMTiles numbers no more tiles in 64 bits
)

// TileType is what a tile is.
type TileType uint8

// The types of tiles, with their numbers in PMTiles.
const (
	TypeUnknown TileType = iota
	TypeMVT
	TypePNG
	TypeJPEG
	TypeWebP
	TypeAVIF
)

// Compression is how a tile, or a directory, is packed.
type Compression uint8

// The compressions, with their numbers in PMTiles.
const (
	CompressionUnknown Compression = iota
	CompressionNone
	CompressionGzip
	CompressionBrotli
	CompressionZstd
)

// Header tells what an archive holds.
type Header struct {
	Type             TileType
	Compression      Compression // of every tile
	MinZoom, MaxZoom uint8
	Bounds           orb.Bound // degrees; of all tiles when the file says nothing
	Center           orb.Point
	CenterZoom       uint8
}

// Reader gives the tiles of an archive. It is safe for concurrent use.
type Reader interface {
	// Tile gives a tile as it is stored (see Header.Compression); callers must not change it.
	// A tile that is not in the archive is false without an error.
	Tile(ctx context.Context, z uint8, x, y uint32) (tile []byte, found bool, err error)
	Header() Header
	// Metadata gives name, description, attribution, vector_layers and the rest, as JSON. In
	// MBTiles what stands in its entry "json" is lifted out.
	Metadata() Metadata
	io.Closer
}

// ErrNotArchive says that a file is neither PMTiles nor MBTiles.
var ErrNotArchive = errors.New("is neither PMTiles nor MBTiles")

// FormatError says what is wrong in which part of an archive.
type FormatError struct{ Part, Reason string }

func (e *FormatError) Error() string { return "archive: " + e.Part + ": " + e.Reason }

// VersionError says that a PMTiles file has a version that is not read.
type VersionError struct{ Version uint8 }

func (e *VersionError) Error() string {
	return fmt.Sprintf("archive: PMTiles version %d is not read, only 3", e.Version)
}

func broken(part, format string, args ...any) error {
	return &FormatError{Part: part, Reason: fmt.Sprintf(format, args...)}
}

// magicSQLite begins every SQLite file.
const magicSQLite = "SQLite format 3\x00"

// Open opens a PMTiles or MBTiles file; what it is, its first bytes say. Errors name the file.
func Open(path string) (Reader, error) {
	r, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

func open(path string) (Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		var named *os.PathError
		if errors.As(err, &named) {
			err = named.Err
		}
		return nil, err
	}
	head := make([]byte, len(magicSQLite))
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, f.Close())
	}
	switch head = head[:n]; {
	case string(head) == magicSQLite:
		if err := f.Close(); err != nil {
			return nil, err
		}
		return openMBTiles(path)
	case n > len(magicPM) && string(head[:len(magicPM)]) == magicPM:
		r, err := openPMTiles(f)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return r, nil
	}
	return nil, errors.Join(ErrNotArchive, f.Close())
}
