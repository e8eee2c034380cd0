package demo

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// beat is a kind of beats of professional workers: free areas of whole communities, which nest in
// nothing and lie over each other.
type beat struct {
	kind, specialty string
	// communities is how many one beat has.
	communities  int
	zh, en       string // behind the street's name
	title, tasks string
	hours        *city.Hours
}

// beats are drawn in the first street of each district, where the division of the ground began: the
// map is to stay readable, and the file small.
var beats = []beat{
	{"police_beat", "police", 2, "第%d警务责任区", "Police Beat %d", "社区民警", "public_order", property},
	{"management_beat", "city_management", 4, "第%d城管片区", "City Management Beat %d", "城管队员", "emergency", workday},
}

// beatPhone is where the numbers of their offices begin.
const beatPhone = 4_000_0000

// writeBeats puts out the beats.
func (b *builder) writeBeats() error {
	u := &b.units
	first := make([]int32, len(u.districts))
	for d := range first {
		first[d] = none
	}
	for s, d := range u.districtOf {
		if first[d] == none || u.streets[s].code < u.streets[first[d]].code {
			first[d] = int32(s)
		}
	}
	for _, street := range first {
		var own []int32 // its communities
		for c, s := range u.streetOf {
			if s == street {
				own = append(own, int32(c))
			}
		}
		slices.SortFunc(own, func(x, y int32) int { return cmp.Compare(u.communities[x].code, u.communities[y].code) })
		for _, kind := range beats {
			if err := b.beatsOf(street, own, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

// beatsOf puts out those of a kind in a street with some communities.
func (b *builder) beatsOf(street int32, own []int32, kind beat) error {
	n := (len(own) + kind.communities - 1) / kind.communities
	shapes, err := b.mesh.shapes(n, func(f int32) int32 {
		if i := slices.Index(own, b.mesh.faces[f].owner.community); i >= 0 {
			return int32(i / kind.communities)
		}
		return none
	})
	if err != nil {
		return err
	}
	for i, shape := range shapes {
		name := b.units.streets[street].name
		b.out.Overlays = append(b.out.Overlays, city.Area{
			Layer: "overlay", Code: fmt.Sprintf("OV%03d", len(b.out.Overlays)+1), Shape: shape,
			Names: names(with(name, fmt.Sprintf(kind.zh, i+1), fmt.Sprintf(kind.en, i+1))),
			Class: map[string]string{"kind": kind.kind}, Source: Notice.Zh, DataDate: namedOn,
		})
	}
	return nil
}

// manBeats gives each beat its professional worker.
func (s *staff) manBeats() {
	n := 0
	for i := range s.c.Overlays {
		a := &s.c.Overlays[i]
		for _, kind := range beats {
			if a.Class["kind"] != kind.kind {
				continue
			}
			n++
			s.put("N", city.Post{
				Role: "professional_worker", Extra: &city.PostExtra{Specialty: kind.specialty}, At: area(a), Person: s.person(kind.title),
				Tasks: []string{kind.tasks}, Duty: "片区巡查", Hours: kind.hours, OfficePhone: phone(beatPhone, n),
			}, s.from)
		}
	}
}
