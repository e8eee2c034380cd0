package atlas

import (
	"encoding/json"
	"math"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// nearby is how far from the widest partition a point outside every area is still told
// its nearest area.
const nearby geo.Metres = 5000

// Answer says which areas hold a point and which places are near. It has the parts of the
// contract; one that was not asked for is left out of the JSON.
type Answer struct {
	// Areas go by depth in the scheme, then file order; those of a free layer by size, the
	// smallest first.
	Areas  []AreaAnswer `json:"areas,omitzero"`
	Border Border       `json:"border,omitzero"`
	// Stations are the open places of the kinds asked about within ten minutes on foot, the
	// nearest first, at most ten.
	Stations []StationAnswer `json:"stations,omitzero"`
	Coverage Coverage        `json:"coverage,omitzero"`
	// Posts are those that answer for the point, the nearest level first; Duty says whether one of
	// them is on duty.
	Posts []PostAnswer `json:"posts,omitzero"`
	Duty  *DutyAnswer  `json:"duty,omitempty" doc:"absent where there are no posts"`
	// NearestGrids are told where the point lies in no area of the deepest partition layer.
	NearestGrids []NearArea `json:"nearest_grids,omitempty" doc:"where the spot lies in no grid: the nearest, at most two, within 5 km"`

	// Holders are who stands behind Posts, in their order. They are never written.
	Holders []Holder `json:"-"`

	near city.Seat // the nearest place within ten minutes of those that were looked for
}

// AreaAnswer is one area that holds the point.
type AreaAnswer struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
	// NameEn is the English name, where there is one.
	NameEn string `json:"name_en,omitempty"`
	Parent string `json:"parent"`
	// Agrees is false when Parent is not the area answered for the parent layer, or, where
	// that layer is free, not one of them.
	Agrees bool `json:"agrees"`
	// Contested lists the codes of all areas of a partition layer that cover the point,
	// the owner first; empty unless they overlap there.
	Contested []string `json:"contested,omitempty"`
}

// Border is the border of an answer: null in JSON where there is none.
type Border struct {
	// Asked is false when the border was not asked for.
	Asked bool
	*BorderAnswer
}

// MarshalJSON writes the border, or null.
func (b Border) MarshalJSON() ([]byte, error) { return json.Marshal(b.BorderAnswer) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (b *Border) UnmarshalJSON(text []byte) error {
	b.Asked = true
	return json.Unmarshal(text, &b.BorderAnswer)
}

// BorderAnswer is the nearest border: of the deepest partition layer that answered (of two
// equally deep ones, the later in the file), or, outside all of them, of the nearest area
// of the widest partition that has areas.
type BorderAnswer struct {
	// DistanceM is in metres on the ellipsoid, rounded to centimetres.
	DistanceM float64 `json:"distance_m"`
	Layer     string  `json:"layer"`
	// Neighbour is the code of the owner across the border, nil across the outer frame or
	// a gap.
	Neighbour *string `json:"neighbour"`
	// Doubtful is true when the border is nearer than the accuracy that was asked with.
	Doubtful bool `json:"doubtful"`
}

// Asked selects what an answer holds.
type Asked struct {
	// AccuracyM is the radius in metres within which the true point lies; 0 = exact.
	AccuracyM float64
	// At is the moment, in the city's zone, of which `open` speaks; zero = of none.
	At time.Time
	// Kinds are the kinds of places to look for; nil = StationKind.
	Kinds []string
	// Tags are services and skills, all of which a place must have; nil = any place.
	Tags []string
	// These leave parts out.
	NoAreas, NoBorder, NoStations, NoCoverage, NoPosts bool
}

// Locate answers for one point.
func (p *Picture) Locate(q geo.Point, asked Asked) Answer {
	var ans Answer
	owner := make([]int, len(p.layers))
	areas := make([]AreaAnswer, 0, len(p.order))
	var buf [16]locate.Held
	held := p.index.All(q, buf[:0])
	for _, i := range p.order {
		l := &p.layers[i]
		hits := ofLayer(held, i)
		owner[i] = locate.None
		if len(hits) == 0 {
			continue
		}
		owner[i] = int(hits[0].Area)
		if !l.def.Partition {
			for _, h := range hits {
				areas = append(areas, p.areaAnswer(i, int(h.Area), q, owner))
			}
			continue
		}
		a := p.areaAnswer(i, owner[i], q, owner)
		if len(hits) > 1 {
			a.Contested = l.codes(hits)
		}
		areas = append(areas, a)
	}
	if !asked.NoAreas {
		ans.Areas = areas
	}
	if !asked.NoBorder {
		ans.Border = Border{Asked: true, BorderAnswer: p.border(q, owner, asked.AccuracyM)}
	}
	if !asked.NoStations || !asked.NoCoverage || !asked.NoPosts {
		p.help(&ans, q, asked)
	}
	if !asked.NoPosts && !asked.At.IsZero() {
		p.duty(&ans, q, held, owner, asked.At)
	}
	return ans
}

// ofLayer is the run of a layer in areas that go by layer.
func ofLayer(held []locate.Held, layer int) []locate.Held {
	from := 0
	for from < len(held) && int(held[from].Layer) < layer {
		from++
	}
	to := from
	for to < len(held) && int(held[to].Layer) == layer {
		to++
	}
	return held[from:to]
}

func (l *layer) codes(areas []locate.Held) []string {
	out := make([]string, len(areas))
	for n, h := range areas {
		out[n] = l.areas[h.Area].Code
	}
	return out
}

func (p *Picture) areaAnswer(li, ai int, q geo.Point, owner []int) AreaAnswer {
	l := &p.layers[li]
	v := l.areas[ai]
	return AreaAnswer{Layer: l.def.Key, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Parent: v.Parent, Agrees: p.agrees(l, v, q, owner)}
}

// agrees compares the parent that the data names with what the parent layer answers.
func (p *Picture) agrees(l *layer, v *city.Version, q geo.Point, owner []int) bool {
	if l.parent < 0 {
		return true
	}
	up := &p.layers[l.parent]
	if up.def.Partition {
		said := ""
		if o := owner[l.parent]; o >= 0 {
			said = up.areas[o].Code
		}
		return said == v.Parent
	}
	if v.Parent == "" {
		return true // ground outside the areas of a free layer is in order
	}
	i, found := up.find(v.Parent)
	return found && up.areas[i].Shape.Owns(q)
}

// border finds the border of an answer; owner holds the owner in each partition layer.
func (p *Picture) border(q geo.Point, owner []int, accuracy float64) *BorderAnswer {
	li, b, neighbour, ok := p.nearestBorder(q, owner)
	if !ok {
		return nil
	}
	l, m := &p.layers[li], borderMetres(b)
	out := &BorderAnswer{DistanceM: m, Layer: l.def.Key, Doubtful: m < accuracy}
	if neighbour >= 0 {
		out.Neighbour = &l.areas[neighbour].Code
	}
	return out
}

// nearestBorder finds the border of an answer, its layer, and the area across it, or less
// than 0; ok is false when there is none.
func (p *Picture) nearestBorder(q geo.Point, owner []int) (layer int, b locate.Border, neighbour int, ok bool) {
	for n := len(p.order) - 1; n >= 0; n-- {
		i := p.order[n]
		if p.layers[i].def.Partition && owner[i] >= 0 {
			b, ok = p.index.Border(i, owner[i], q)
			return i, b, b.Neighbour, ok
		}
	}
	// Outside of every partition.
	for _, i := range p.order {
		if p.layers[i].def.Partition && len(p.layers[i].areas) > 0 {
			neighbour, b, ok = p.index.Nearest(i, q, nearby)
			return i, b, neighbour, ok
		}
	}
	return 0, locate.Border{}, locate.None, false
}

// borderMetres is the distance to a border in an answer: centimetres are as fine as the
// lattice.
func borderMetres(b locate.Border) float64 { return math.Round(float64(b.Distance)*100) / 100 }
