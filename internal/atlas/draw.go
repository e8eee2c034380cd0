package atlas

import (
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/picture"
)

// Draw draws the map of this picture of the city as a PNG. It fails with
// *picture.AskError, or with the error of ctx, which also limits the waiting while others
// draw.
func (p *Picture) Draw(ctx context.Context, d *picture.Drawer, ask picture.Ask) (picture.Drawing, error) {
	pyramid, err := p.Pyramid(ctx)
	if err != nil {
		return picture.Drawing{}, err
	}
	return d.Draw(ctx, ask, p.drawn(), pyramid)
}

// drawn says what there is to draw, in the words of the room that draws.
func (p *Picture) drawn() picture.City {
	var c picture.City
	for depth := range len(p.layers) { // no layer is deeper
		for i := range p.layers {
			l := &p.layers[i]
			switch {
			case l.depth != depth || len(l.areas) == 0:
			case l.def.Base:
				c.Ground = append(c.Ground, l.def.Key)
			default:
				w := p.windows(i)
				c.Layers = append(c.Layers, picture.Layer{
					Key: l.def.Key, Partition: l.def.Partition, Overlay: !l.def.Partition && l.def.Parent == "", Rank: p.rank(depth),
					Border: w.Border, Label: w.Label, LabelEnd: w.LabelEnd,
				})
			}
		}
	}
	c.Parts = p.parts()
	if p.Scheme.Demo {
		c.Mark = map[string]string{"zh": city.MadeUpMark, "en": "Demo data (made up)"}
	}
	return c
}

// rank is the place of a depth among those of the partitions that have areas.
func (p *Picture) rank(depth int) int {
	above := map[int]bool{}
	for i := range p.layers {
		if l := &p.layers[i]; l.def.Partition && !l.def.Base && len(l.areas) > 0 && l.depth < depth {
			above[l.depth] = true
		}
	}
	return len(above)
}

// parts groups the layers of the tiles that have something in them by their last zoom: in
// the common case one, the same that the page asks for, so that a tile is made once.
func (p *Picture) parts() []picture.Part {
	var parts []picture.Part
	add := func(key string, last int) {
		i := slices.IndexFunc(parts, func(part picture.Part) bool {
			return int(part.LastZoom) == last && len(part.Keys) < tiles.MaxKeys
		})
		if i < 0 {
			i = len(parts)
			parts = append(parts, picture.Part{LastZoom: uint8(last)})
		}
		parts[i].Keys = append(parts[i].Keys, key)
	}
	for i := range p.layers {
		if l := &p.layers[i]; len(l.areas) > 0 {
			_, last := l.def.ZoomRange()
			add(l.def.Key, last)
		}
	}
	for _, key := range p.otherTiles() {
		add(key, deepestTile)
	}
	return parts
}

// otherTiles are the layers of the tiles beside the scheme's that have something in them.
func (p *Picture) otherTiles() []string {
	var out []string
	for _, l := range p.Lines() {
		if l.Count > 0 {
			out = append(out, l.Key)
		}
	}
	if p.Buildings() > 0 {
		out = append(out, city.LayerBuilding)
	}
	if slices.ContainsFunc(p.PlaceKinds(), func(k PlaceKindInfo) bool { return k.Count > 0 }) {
		out = append(out, layerPlace)
	}
	if slices.ContainsFunc(p.layers, func(l layer) bool { return l.def.Partition && len(l.areas) > 0 }) {
		out = append(out, layerBorder)
	}
	return slices.DeleteFunc(out, p.takesName)
}
