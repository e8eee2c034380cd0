package atlas

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// SeatOfLine is the first area of the layer of grids that holds a point of a line and is one that is asked
// for; false = there is none.
func (p *Picture) SeatOfLine(line geo.Line, asked func(city.Seat) bool) (city.Seat, bool) {
	key := p.GridLayer()
	tried := map[string]bool{}
	for _, q := range line {
		for _, in := range p.OwnersAt(q) {
			l := &p.layers[in.Layer]
			code := l.areas[in.Area].Code
			if l.def.Key != key || tried[code] {
				continue
			}
			tried[code] = true
			if at := (city.Seat{Kind: city.KindArea, Layer: key, Code: code}); asked(at) {
				return at, true
			}
		}
	}
	return city.Seat{}, false
}
