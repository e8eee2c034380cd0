//go:build !cgo

package hex

import "github.com/paulmach/orb"

// On tells whether this program has H3, which is a library in C. What needs it fails with ErrOff.
const On = false

func cellAt(orb.Point, int) (Cell, error)   { return 0, ErrOff }
func valid(Cell) bool                       { return false }
func parent(Cell, int) (Cell, error)        { return 0, ErrOff }
func middle(Cell) (orb.Point, error)        { return orb.Point{}, ErrOff }
func boundary(Cell) ([]orb.Point, error)    { return nil, ErrOff }
func disk(Cell) ([]Cell, error)             { return nil, ErrOff }
func compact([]Cell) ([]Cell, error)        { return nil, ErrOff }
func uncompact([]Cell, int) ([]Cell, error) { return nil, ErrOff }
