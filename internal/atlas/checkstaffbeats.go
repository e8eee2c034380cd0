package atlas

import (
	"context"

	"github.com/redsail/redsail/geo/locate"
)

// beats counts, by the code of a grid, the professional workers of beats that cover it: areas of free
// layers that hold more than half of its ground. There an answer about a spot names them.
func (r *roll) beats(ctx context.Context) map[string]int64 {
	out := map[string]int64{}
	grids := r.p.numberOf(r.levels.Grid)
	if grids == locate.None || r.err != nil {
		return out
	}
	l := &r.p.layers[grids]
	for _, i := range r.p.order {
		of := &r.p.layers[i]
		if of.def.Partition || i == grids {
			continue
		}
		for _, beat := range of.areas {
			n := r.holders(areaKey(beat), roleProfessional)
			if n == 0 {
				continue
			}
			list, _, err := r.p.sharing(ctx, newOutline(beat.Shape), grids)
			if err != nil {
				r.err = err
				return out
			}
			for _, s := range list {
				if v := l.areas[s.area]; 2*s.size > l.facts[s.area].of(v.Shape).size {
					out[v.Code] += n
				}
			}
		}
	}
	return out
}
