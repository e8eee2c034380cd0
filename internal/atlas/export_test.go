package atlas

import "github.com/redsail/redsail/tiles"

// NewPyramid makes the tiles' ground anew.
func (p *Picture) NewPyramid(o tiles.Options) (*tiles.Pyramid, error) {
	return tiles.New(p.tileLayers(), o)
}
