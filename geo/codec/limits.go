package codec

import "fmt"

// Limits bounds what a file may make a reader do. A zero field means its default.
type Limits struct {
	FileBytes    int64 // size of the file itself
	EntryBytes   int64 // unpacked size of all the parts read from an archive
	Entries      int   // entries of an archive
	Features     int   // features of a file
	Vertices     int   // vertices of a file, all features together
	RingVertices int   // vertices of one ring or line; more is a fault of its feature
	FieldBytes   int   // one property, key or other token that is not geometry
}

// DefaultLimits are wide enough for a province's grids and keep a reader under about a
// gigabyte whatever the file holds; a file of many ordinary features needs a few megabytes.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:    1 << 30,
		EntryBytes:   512 << 20,
		Entries:      200,
		Features:     1_000_000,
		Vertices:     20_000_000,
		RingVertices: 1_000_000,
		FieldBytes:   1 << 20,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	setDefault(&l.FileBytes, d.FileBytes)
	setDefault(&l.EntryBytes, d.EntryBytes)
	setDefault(&l.Entries, d.Entries)
	setDefault(&l.Features, d.Features)
	setDefault(&l.Vertices, d.Vertices)
	setDefault(&l.RingVertices, d.RingVertices)
	setDefault(&l.FieldBytes, d.FieldBytes)
	return l
}

func setDefault[N int | int64](v *N, d N) {
	if *v <= 0 {
		*v = d
	}
}

// geometryBytes bounds the encoded geometry of one feature where a format hands it over
// whole (a WKT cell, a GeoPackage blob): room for four full rings of two numbers.
func (l Limits) geometryBytes() int { return 64 * l.RingVertices }

// budget counts the vertices that a file has given so far.
type budget struct {
	Limits
	vertices int
	closes   bool // Options.CloseRings
}

// take adds n vertices; it fails when the file has more than its limit.
func (b *budget) take(n int) error {
	if b.vertices += n; b.vertices > b.Vertices {
		return &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d vertices", b.Vertices)}
	}
	return nil
}
