package streets

import (
	"fmt"

	"github.com/redsail/redsail/geo/codec"
)

// Limits bounds what a file may make the reader do. A zero field means its default.
type Limits struct {
	FileBytes int64
	Nodes     int // points of a file
	Ways      int
	Refs      int // vertices of all ways together
	WayRefs   int // vertices of one way
	Tags      int // tags of one element
	TextBytes int // one tag's key or value
}

// DefaultLimits are wide enough for a province and keep the reader under about a gigabyte.
func DefaultLimits() Limits {
	return Limits{
		FileBytes: 2 << 30, Nodes: 30_000_000, Ways: 5_000_000, Refs: 40_000_000,
		WayRefs: 1_000_000, Tags: 1000, TextBytes: 64 << 10,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	if l.FileBytes <= 0 {
		l.FileBytes = d.FileBytes
	}
	for _, f := range []struct {
		v *int
		d int
	}{{&l.Nodes, d.Nodes}, {&l.Ways, d.Ways}, {&l.Refs, d.Refs}, {&l.WayRefs, d.WayRefs}, {&l.Tags, d.Tags}, {&l.TextBytes, d.TextBytes}} {
		if *f.v <= 0 {
			*f.v = f.d
		}
	}
	return l
}

func malformed(place, format string, args ...any) error {
	return &codec.FileError{Kind: codec.KindMalformed, Place: place, Message: fmt.Sprintf(format, args...)}
}

func tooLarge(place, format string, args ...any) error {
	return &codec.FileError{Kind: codec.KindTooLarge, Place: place, Message: fmt.Sprintf(format, args...)}
}
