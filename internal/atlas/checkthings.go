package atlas

import (
	"context"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// checkThings looks at buildings and at the places of each kind, where there are any; at one
// of these alone when key is not empty.
func (p *Picture) checkThings(ctx context.Context, key string) ([]LayerCheck, error) {
	var out []LayerCheck
	if buildings := p.inLayer(city.KindBuilding, city.LayerBuilding); len(buildings) > 0 && (key == "" || key == city.LayerBuilding) {
		c, err := p.checkBuildings(ctx, buildings)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	for i := range p.Scheme.Places {
		kind := p.Scheme.Places[i].Key
		if places := p.inLayer(city.KindPlace, kind); len(places) > 0 && (key == "" || key == kind) {
			out = append(out, p.checkPlaces(kind, places))
		}
	}
	if key == "" {
		out = append(out, p.checkLines()...)
	}
	return out, ctx.Err()
}

// checkLines finds the lines that the walking network leaves out for a vertex that cannot be. Layers
// without one are not told.
func (p *Picture) checkLines() (out []LayerCheck) {
	for _, layer := range city.LineLayers() {
		lines := p.inLayer(city.KindLine, layer)
		c := LayerCheck{Layer: layer, Areas: len(lines), Findings: []Finding{}}
		for i := range lines {
			l, isLine := lines[i].Content.(*city.Line)
			if !isLine {
				continue
			}
			if _, fault := l.Fault(p.Scheme); fault != nil {
				c.Findings = append(c.Findings, Finding{Kind: FindingLeg, Codes: []string{l.Code}, Reason: fault.String(), At: fault.At.LonLat()})
			}
		}
		if len(c.Findings) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// checkPlaces finds places outside the city: outside the widest partition that has areas; and those that
// stand where nobody walks.
func (p *Picture) checkPlaces(kind string, places []city.Record) LayerCheck {
	c := LayerCheck{Layer: kind, Areas: len(places), Findings: []Finding{}}
	p.standing(kind, places, &c)
	widest := p.widest()
	if widest == locate.None {
		return c
	}
	for i := range places {
		if place, ok := places[i].Content.(*city.Place); ok && p.index.Owner(widest, place.Point) < 0 {
			c.Findings = append(c.Findings, Finding{Kind: FindingOutside, Codes: []string{place.Code}, At: place.Point.LonLat()})
		}
	}
	return c
}

// widest is the number of the widest partition that has areas; locate.None when none has.
func (p *Picture) widest() int {
	for _, i := range p.order {
		if p.layers[i].def.Partition && len(p.layers[i].areas) > 0 {
			return i
		}
	}
	return locate.None
}

// counted is a building with the grid that it belongs to.
type counted struct {
	*city.Building
	at   geo.Point
	grid int // in the layer of grids; locate.None = in none
}

// checkBuildings finds buildings that do not lie in their grid as a whole, and those that
// the sums over grids and over the layer above count in different places.
func (p *Picture) checkBuildings(ctx context.Context, buildings []city.Record) (LayerCheck, error) {
	c := LayerCheck{Layer: city.LayerBuilding, Areas: len(buildings), Findings: []Finding{}}
	grids := p.numberOf(city.LayerGrid)
	if grids == locate.None || !p.layers[grids].def.Partition || len(p.layers[grids].areas) == 0 {
		return c, nil
	}
	var list []counted
	for i := range buildings {
		if b, ok := buildings[i].Content.(*city.Building); ok {
			list = append(list, p.count(grids, b))
		}
	}
	p.sums(grids, list, &c)
	return c, p.straddling(ctx, grids, list, &c)
}

// numberOf is the number of a layer of the scheme; locate.None when there is none.
func (p *Picture) numberOf(key string) int {
	for i := range p.layers {
		if p.layers[i].def.Key == key {
			return i
		}
	}
	return locate.None
}

// count finds the grid of a building: the one that its data names, else the owner of its
// main entrance or, where none is mapped, of its point.
func (p *Picture) count(grids int, b *city.Building) counted {
	out := counted{Building: b, at: CountingPoint(b), grid: locate.None}
	if b.Grid == "" {
		out.grid = p.index.Owner(grids, out.at)
	} else if i, found := p.layers[grids].find(b.Grid); found {
		out.grid = i
	}
	return out
}

// sums finds the buildings with households that a sum over the layer above the grids counts,
// by their point, in another area than the parent of their grid.
func (p *Picture) sums(grids int, list []counted, c *LayerCheck) {
	above := p.layers[grids].parent
	if above < 0 || !p.layers[above].def.Partition {
		return
	}
	for _, b := range list {
		if b.Households == nil || *b.Households == 0 {
			continue
		}
		byGrid, byPoint := "", ""
		if b.grid >= 0 {
			byGrid = p.layers[grids].areas[b.grid].Parent
		}
		if i := p.index.Owner(above, b.at); i >= 0 {
			byPoint = p.layers[above].areas[i].Code
		}
		if byGrid != byPoint {
			c.Findings = append(c.Findings, Finding{Kind: FindingSums, Codes: []string{b.Code, byGrid, byPoint}, At: b.at.LonLat()})
		}
	}
}

// straddling finds the ground of buildings outside their grid.
func (p *Picture) straddling(ctx context.Context, grids int, list []counted, c *LayerCheck) error {
	l := &p.layers[grids]
	var children []partition.Area
	var of []counted
	var named []int
	for _, b := range list {
		if len(b.Shape) == 0 {
			continue
		}
		grid := b.grid
		if grid < 0 {
			grid = len(l.areas) // none has this number: all of the building strays
		}
		children = append(children, partition.Area{Code: b.Code, Shape: b.Shape})
		of, named = append(of, b), append(named, grid)
	}
	strays, err := partition.FindStrays(ctx, children, l.partition(), named)
	if err != nil {
		return err
	}
	for _, s := range strays.Found {
		b := of[s.Child]
		codes := []string{b.Code, "", ""}
		for k, i := range []int{b.grid, s.Parent} {
			if i >= 0 {
				codes[1+k] = l.areas[i].Code
			}
		}
		c.Findings = append(c.Findings, Finding{Kind: FindingStraddles, Codes: codes}.on(&s.Defect))
	}
	for _, i := range strays.Untold {
		c.Findings = append(c.Findings, Finding{Kind: FindingUntold, Codes: []string{of[i].Code, of[i].Grid}, At: of[i].at.LonLat()})
	}
	return nil
}
