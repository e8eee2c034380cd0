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
	var buf [8]int32
	for i := range p.layers {
		l := &p.layers[i]
		owner[i] = locate.None
		code := ""
		if l.def.Partition {
			if owner[i] = p.index.Owner(i, q); owner[i] >= 0 {
				code = l.areas[owner[i]].Code
			}
		} else if hits := p.index.Covering(i, q, buf[:0]); len(hits) == 1 {
			code = l.areas[hits[0]].Code
		} else if len(hits) > 1 {
			code = strings.Join(l.codes(hits), ";")
		}
		dst = append(dst, code)
	}
	return dst
}
