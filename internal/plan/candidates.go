package plan

import (
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Limits of candidates, and how far apart made ones stand.
const (
	MostCandidates            = 20_000
	usualSpacing   geo.Metres = 200
	LeastSpacing              = 25.0
	MostSpacing               = 5000.0
	mostMadeTries             = 2_000_000
	// spacingSlack is what the lattice may take from two places that are drawn just so far apart.
	spacingSlack geo.Metres = 0.05
)

// candidate is a place where one could stand.
type candidate struct {
	at   geo.Point
	name string
	cost *int64 // nil = not known
	feet []walk.Foothold
	// record is the place of the store that it is; nil = none.
	record *city.Place
	// must and never are required and forbidden.
	must, never bool
}

// widest are the layers that say where the city is: the partitions with areas of which none is under another
// such one. Empty in a city without areas.
func widest(grounds []atlas.Ground) []int32 {
	says, above := map[string]bool{}, map[string]string{}
	for i := range grounds {
		g := &grounds[i]
		above[g.Key] = g.Parent
		says[g.Key] = g.Partition && !g.Base && len(g.Areas) > 0
	}
	var out []int32
	for i := range grounds {
		under := false
		for up := grounds[i].Parent; up != "" && !under; up = above[up] {
			under = says[up]
		}
		if says[grounds[i].Key] && !under {
			out = append(out, int32(i))
		}
	}
	return out
}

// inCity tells whether a point lies in an area of the widest layer that has any; where none has, nothing
// can be said, and all is.
func (t *Town) inCity(q geo.Point) bool {
	if len(t.widest) == 0 {
		return true
	}
	for _, m := range t.pic.OwnersAt(q) {
		if slices.Contains(t.widest, m.Layer) {
			return true
		}
	}
	return false
}

// candidates makes places of one cost along the public streets, at least so far apart: vertices of the
// streets and places between them, taken in the order of the streets' codes as long as none stands
// nearer. So they do not depend on chance.
func (t *Town) candidates(spacing geo.Metres, cost *int64, from bool) ([]candidate, error) {
	var out []candidate
	var taken near.Points[int]
	tries := 0
	consider := func(q geo.Point) error {
		if tries++; tries > mostMadeTries {
			return city.Errorf(city.TooLarge, "too_many_candidates", "the streets have more than %d places to look at; give candidates yourself", mostMadeTries)
		}
		close := false
		taken.Within(q, spacing-spacingSlack, func(_ int, _ geo.Metres) geo.Metres {
			close = true
			return 0
		})
		if close || !t.inCity(q) || !t.why(q).none() {
			return nil
		}
		feet := feetOn(t.streets, []geo.Point{q}, from)
		if len(feet) == 0 {
			return nil
		}
		if len(out) == MostCandidates {
			return city.Errorf(city.TooLarge, "too_many_candidates", "more than %d places stand %.0f m apart along the streets; take a wider spacing", MostCandidates, float64(spacing))
		}
		taken.Insert(q, len(out))
		out = append(out, candidate{at: q, feet: feet, cost: cost})
		return nil
	}
	for _, l := range t.pic.LinesOf() {
		if !publicStreet(l) {
			continue
		}
		for _, part := range l.Shape {
			if err := along(part, spacing, consider); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// publicStreet is true of a street along which anybody walks: no motorway, bridge, nor a path
// inside a compound.
func publicStreet(l *city.Line) bool {
	class := l.Class["class"]
	if class == "" {
		class = l.Class["highway"]
	}
	if l.Layer != city.LayerRoad || l.Class["compound"] != "" || slices.Contains([]string{"bridge", "express", "motorway", "motorway_link", "trunk", "trunk_link"}, class) {
		return false
	}
	access := l.Class["access"]
	return access != "private" && access != "no" && l.Class["walk"] != "no" && l.Class["foot"] != "no"
}

// along calls f for the points of a line, and for points between that lie as near to each other as
// the spacing allows.
func along(line geo.Line, spacing geo.Metres, f func(geo.Point) error) error {
	for i, p := range line {
		if i > 0 {
			a, b := line[i-1].LonLat(), p.LonLat()
			n := int((geo.Distance(a, b) + spacingSlack) / spacing)
			for k := 1; k < n; k++ {
				s := float64(k) / float64(n)
				q, err := geo.Snap(orb.Point{a[0] + float64(s*(b[0]-a[0])), a[1] + float64(s*(b[1]-a[1]))})
				if err != nil {
					continue
				}
				if err := f(q); err != nil {
					return err
				}
			}
		}
		if err := f(p); err != nil {
			return err
		}
	}
	return nil
}
