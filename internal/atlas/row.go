package atlas

import (
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
)

// codes appends, for each layer in file order, the code of the area that holds the point:
// one code for a partition (empty in a gap), all codes joined with ";" for a free layer,
// the smallest area first. It returns dst, and sets the owner in each partition layer, as
// border needs it.
func (p *Picture) codes(q geo.Point, dst []string, owner []int) []string {
	var buf [16]locate.Held
	held := p.index.All(q, buf[:0])
	for i := range p.layers {
		l := &p.layers[i]
		mine := ofLayer(held, i)
		owner[i] = locate.None
		if l.def.Base {
			continue
		}
		code := ""
		switch {
		case len(mine) == 0:
		case l.def.Partition:
			owner[i] = int(mine[0].Area)
			code = l.areas[owner[i]].Code
		case len(mine) == 1:
			code = l.areas[mine[0].Area].Code
		default:
			code = strings.Join(l.codes(mine), ";")
		}
		dst = append(dst, code)
	}
	return dst
}
