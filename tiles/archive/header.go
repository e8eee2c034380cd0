package archive

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// magicPM begins every PMTiles file; its version follows.
const (
	magicPM     = "PMTiles"
	pmVersion   = 3
	headerBytes = 127
	// headBytes is within what a client fetches first: header and root directory.
	headBytes = 16384
)

// section is a part of the file.
type section struct{ offset, length uint64 }

// pmHeader is the header of PMTiles, in the order of the file.
type pmHeader struct {
	root, metadata, leaves, data   section
	addressed, entries, contents   uint64
	clustered                      bool
	internal, compression          Compression
	kind                           TileType
	minZoom, maxZoom               uint8
	minLon, minLat, maxLon, maxLat int32
	centerZoom                     uint8
	centerLon, centerLat           int32
}

func (h *pmHeader) append(b []byte) []byte {
	le := binary.LittleEndian
	b = append(append(b, magicPM...), pmVersion)
	for _, s := range []section{h.root, h.metadata, h.leaves, h.data} {
		b = le.AppendUint64(le.AppendUint64(b, s.offset), s.length)
	}
	for _, n := range []uint64{h.addressed, h.entries, h.contents} {
		b = le.AppendUint64(b, n)
	}
	clustered := byte(0)
	if h.clustered {
		clustered = 1
	}
	b = append(b, clustered, byte(h.internal), byte(h.compression), byte(h.kind), h.minZoom, h.maxZoom)
	for _, n := range []int32{h.minLon, h.minLat, h.maxLon, h.maxLat} {
		b = le.AppendUint32(b, uint32(n))
	}
	b = append(b, h.centerZoom)
	return le.AppendUint32(le.AppendUint32(b, uint32(h.centerLon)), uint32(h.centerLat))
}

// parseHeader reads the header of a file of size bytes. It fails with *VersionError or
// *FormatError.
func parseHeader(b []byte, size uint64) (*pmHeader, error) {
	if len(b) > len(magicPM) && b[len(magicPM)] != pmVersion {
		return nil, &VersionError{Version: b[len(magicPM)]}
	}
	if len(b) < headerBytes {
		return nil, broken("header", "the file ends in it")
	}
	le := binary.LittleEndian
	at := 8
	u64 := func() uint64 { at += 8; return le.Uint64(b[at-8:]) }
	u8 := func() uint8 { at++; return b[at-1] }
	i32 := func() int32 { at += 4; return int32(le.Uint32(b[at-4:])) }
	h := &pmHeader{}
	for _, s := range []*section{&h.root, &h.metadata, &h.leaves, &h.data} {
		s.offset, s.length = u64(), u64()
	}
	h.addressed, h.entries, h.contents = u64(), u64(), u64()
	h.clustered = u8() == 1
	h.internal, h.compression, h.kind = Compression(u8()), Compression(u8()), TileType(u8())
	h.minZoom, h.maxZoom = u8(), u8()
	h.minLon, h.minLat, h.maxLon, h.maxLat = i32(), i32(), i32(), i32()
	h.centerZoom, h.centerLon, h.centerLat = u8(), i32(), i32()
	return h, h.check(size)
}

func (h *pmHeader) check(size uint64) error {
	parts := []struct {
		name string
		section
	}{{"root directory", h.root}, {"metadata", h.metadata}, {"leaf directories", h.leaves}, {"tiles", h.data}}
	for _, p := range parts {
		if p.length > 0 && (p.offset > size || p.length > size-p.offset) {
			return broken("header", "the %s (%d bytes at %d) are not within the file of %d bytes", p.name, p.length, p.offset, size)
		}
	}
	switch {
	case h.root.length == 0:
		return broken("header", "there is no root directory")
	case h.minZoom > h.maxZoom || h.maxZoom > maxArchiveZoom:
		return broken("header", "zooms %d to %d are not a range within 0 to %d", h.minZoom, h.maxZoom, maxArchiveZoom)
	case h.internal != CompressionNone && h.internal != CompressionGzip:
		return broken("header", "directories in compression %d are not read, only none (1) and gzip (2)", h.internal)
	case h.compression > CompressionZstd:
		return broken("header", "%d is no compression of tiles", h.compression)
	}
	return nil
}

// public is the header without what only finds things in the file.
func (h *pmHeader) public() Header {
	out := Header{
		Type: h.kind, Compression: h.compression, MinZoom: h.minZoom, MaxZoom: h.maxZoom,
		Bounds:     orb.Bound{Min: orb.Point{degrees(h.minLon), degrees(h.minLat)}, Max: orb.Point{degrees(h.maxLon), degrees(h.maxLat)}},
		Center:     orb.Point{degrees(h.centerLon), degrees(h.centerLat)},
		CenterZoom: h.centerZoom,
	}
	if out.Bounds.Min[0] >= out.Bounds.Max[0] || out.Bounds.Min[1] >= out.Bounds.Max[1] {
		out.Bounds = world
	}
	return out
}

// mercatorLat is the latitude at which the world of Web Mercator ends.
const mercatorLat = 85.05112877980659

var world = orb.Bound{Min: orb.Point{-180, -mercatorLat}, Max: orb.Point{180, mercatorLat}}

func degrees(e7 int32) float64 { return float64(e7) / 1e7 }

func e7(degrees float64) int32 { return int32(math.Round(degrees * 1e7)) }
