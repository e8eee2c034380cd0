//go:build cgo

package hex

import (
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// On tells whether this program has H3, which is a library in C.
const On = true

func cellAt(at orb.Point, res int) (Cell, error) {
	c, err := h3.LatLngToCell(h3.NewLatLng(at[1], at[0]), res)
	return Cell(c), err
}

func valid(c Cell) bool { return h3.Cell(c).IsValid() }

func parent(c Cell, res int) (Cell, error) {
	p, err := h3.Cell(c).Parent(res)
	return Cell(p), err
}

func middle(c Cell) (orb.Point, error) {
	at, err := h3.Cell(c).LatLng()
	return orb.Point{at.Lng, at.Lat}, err
}

// boundary are the corners, in degrees.
func boundary(c Cell) ([]orb.Point, error) {
	corners, err := h3.Cell(c).Boundary()
	out := make([]orb.Point, len(corners))
	for i, at := range corners {
		out[i] = orb.Point{at.Lng, at.Lat}
	}
	return out, err
}

// disk are the cell and its neighbours, with zeros between.
func disk(c Cell) ([]Cell, error) { return cells(h3.Cell(c).GridDisk(1)) }

func compact(in []Cell) ([]Cell, error) { return cells(h3.CompactCells(ofLibrary(in))) }

func uncompact(in []Cell, res int) ([]Cell, error) {
	return cells(h3.UncompactCells(ofLibrary(in), res))
}

func ofLibrary(in []Cell) []h3.Cell {
	out := make([]h3.Cell, len(in))
	for i, c := range in {
		out[i] = h3.Cell(c)
	}
	return out
}

func cells(in []h3.Cell, err error) ([]Cell, error) {
	out := make([]Cell, len(in))
	for i, c := range in {
		out[i] = Cell(c)
	}
	return out, err
}
