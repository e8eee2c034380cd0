package atlas

import "github.com/redsail/redsail/tiles/picture"

// StyleOf says for a style what the tiles of this picture of the city hold.
func (p *Picture) StyleOf() picture.StyleCity {
	c := picture.StyleCity{Others: p.otherTiles(), OthersLast: deepestTile}
	for i := range p.layers {
		l := &p.layers[i]
		if len(l.areas) == 0 {
			continue
		}
		first, last := l.def.ZoomRange()
		w := p.windows(i)
		c.Areas = append(c.Areas, picture.StyleLayer{
			Layer: picture.Layer{
				Key: l.def.Key, Partition: l.def.Partition, Overlay: !l.def.Partition && l.def.Parent == "", Rank: p.rank(l.depth),
				Border: w.Border, Label: w.Label, LabelEnd: w.LabelEnd,
			},
			Base: l.def.Base, Depth: l.depth, First: first, Last: last,
		})
	}
	for _, k := range p.PlaceKinds() {
		if k.Count > 0 {
			c.Kinds = append(c.Kinds, k.Key)
		}
	}
	if box, ok := p.Bounds(); ok {
		lo, hi := box.Min.LonLat(), box.Max.LonLat()
		c.Bounds = &[4]float64{lo[0], lo[1], hi[0], hi[1]}
	}
	return c
}
