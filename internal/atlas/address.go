package atlas

import (
	"context"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas/address"
	"github.com/redsail/redsail/internal/city"
)

// MaxAddressText bounds an address, in runes.
const MaxAddressText = address.MaxText

// AddressAsk is an address, and how many candidates are wanted at most; 0 = all there are, which
// are never more than address.MaxCandidates.
type AddressAsk struct {
	Text  string
	Limit int
}

// AddressAnswer is what an address means. It says nothing of persons or households.
type AddressAnswer struct {
	Revision int64 `json:"revision"`
	// Outcome is found, ambiguous or none.
	Outcome string `json:"outcome" enum:"found,ambiguous,none" doc:"found: the first candidate is meant; ambiguous: several are as good; none: nothing is good enough, the candidates are what comes near"`
	// Level is how far down the first candidate is, where it is found; else none.
	Level      string       `json:"level" doc:"building, compound, crossing, landmark, road, or the layer of an area; none where nothing was found, or it is ambiguous"`
	Candidates []AddressHit `json:"candidates" doc:"the best first, at most ten"`
	// Dropped was recognised and not used: unit, floor, room, relation (对面), province.
	Dropped       []address.Part `json:"dropped" doc:"recognised and not used: unit, floor, room, relation, province"`
	NotUnderstood []string       `json:"not_understood"`
}

// AddressHit is a candidate.
type AddressHit struct {
	Level string `json:"level" doc:"building, compound, crossing, landmark, road, or the layer of an area"`
	// Kind, Layer and Code name the thing, as in a Hit; a crossing or house number has no code.
	Kind  string  `json:"kind" enum:"area,place,building,address,line,crossing"`
	Layer string  `json:"layer"`
	Code  string  `json:"code"`
	Name  string  `json:"name" doc:"the standard address, or the name"`
	Score float64 `json:"score" doc:"the share, 0 to 1, of what was said that agrees"`
	// Point is lon, lat in degrees, WGS-84: the entrance of a building or a point inside it, the crossing, a point
	// of the road, the label of an area.
	Point [2]float64 `json:"point" doc:"lon, lat, WGS-84"`
	// Areas hold all of it: a road that lies in two streets has neither.
	Areas   []AddressArea  `json:"areas" doc:"those that hold all of it, by depth in the scheme"`
	Matched []address.Part `json:"matched"`
	Differs []address.Part `json:"differs" doc:"what was said and does not agree"`
}

// AddressArea is an area that holds a candidate.
type AddressArea struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
}

// HitCrossing is the kind of a crossing.
const HitCrossing = "crossing"

// Address finds what an address means in a picture. The best candidates come first, and the
// same text has the same answer. It fails with Invalid and code missing_address or address_too_long,
// never with the text. The first question makes the book of addresses; ctx does not end that.
func (p *Picture) Address(_ context.Context, ask AddressAsk) (*AddressAnswer, error) {
	switch addressProblem(ask.Text) {
	case lineNoAddress:
		return nil, city.Errorf(city.Invalid, "missing_address", "there is no address")
	case lineLongAddress:
		return nil, city.Errorf(city.Invalid, "address_too_long", "the address is longer than %d characters", MaxAddressText)
	}
	if ask.Limit < 0 || ask.Limit > address.MaxCandidates {
		return nil, city.Errorf(city.Invalid, "out_of_range", "limit is %d; an address has at most %d candidates", ask.Limit, address.MaxCandidates)
	}
	b, err := p.addresses()
	if err != nil {
		return nil, err
	}
	found := b.Match(ask.Text)
	out := &AddressAnswer{
		Revision: p.Revision, Outcome: string(found.Outcome), Level: string(address.LevelNone),
		Candidates: []AddressHit{}, Dropped: orEmpty(found.Dropped), NotUnderstood: orEmpty(found.Unknown),
	}
	if ask.Limit > 0 {
		found.Candidates = found.Candidates[:min(ask.Limit, len(found.Candidates))]
	}
	for i := range found.Candidates {
		out.Candidates = append(out.Candidates, b.hit(&found.Candidates[i]))
	}
	if found.Outcome == address.Found {
		out.Level = out.Candidates[0].Level
	}
	return out, nil
}

// The values of the error column that only addresses have.
const (
	lineNoAddress        = "missing_address"   // there is no text
	lineLongAddress      = "address_too_long"  // it has more than MaxAddressText characters
	lineUnknownAddress   = "unknown_address"   // nothing in the city is it
	lineAmbiguousAddress = "ambiguous_address" // several are as good
)

// addressProblem says what is wrong with a text before it is read.
func addressProblem(text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return lineNoAddress
	case utf8.RuneCountInString(text) > MaxAddressText:
		return lineLongAddress
	}
	return ""
}

// hit describes a candidate.
func (b *addressBook) hit(c *address.Candidate) AddressHit {
	h := AddressHit{Level: string(c.Level), Score: math.Round(c.Score*1000) / 1000, Matched: orEmpty(c.Matched), Differs: orEmpty(c.Differs)}
	at, spread := b.where(c)
	h.Point = at.LonLat()
	b.call(c, &h)
	h.Areas = []AddressArea{}
	for i, area := range b.common(c, at, spread) {
		l := &b.picture.layers[b.picture.order[i]]
		if area >= 0 {
			v := l.areas[area]
			h.Areas = append(h.Areas, AddressArea{Layer: v.Layer, Code: v.Code, Name: v.Name()})
		}
	}
	return h
}

// call names a candidate.
func (b *addressBook) call(c *address.Candidate, h *AddressHit) {
	switch {
	case c.Cross != nil:
		h.Kind, h.Layer = HitCrossing, city.LayerRoad
		h.Name = b.RoadName(c.Cross[0]) + "与" + b.RoadName(c.Cross[1]) + "交叉口"
	case c.Place >= 0:
		h.Kind, h.Layer, h.Code, h.Name = HitPlace, b.marks[c.Place].Key().Layer, b.marks[c.Place].Key().Code, b.marks[c.Place].Name()
		if _, ground := b.marks[c.Place].(*city.Area); ground {
			h.Kind = HitArea
		}
	case c.Road >= 0:
		first := b.streets[c.Road].pieces[0]
		h.Kind, h.Layer, h.Code, h.Name = HitLine, first.Layer, first.Code, first.Name()
	case c.Area >= 0:
		at := b.areas[c.Area]
		v := b.picture.layers[at.Layer].areas[at.Area]
		h.Kind, h.Layer, h.Code, h.Name = HitArea, v.Layer, v.Code, v.Name()
		if c.Level == address.LevelArea {
			h.Level = v.Layer
		}
	default:
		b.callHouses(c, h)
	}
}

// callHouses names a building, or what several have in common.
func (b *addressBook) callHouses(c *address.Candidate, h *AddressHit) {
	first := b.houses[c.Houses[0]]
	h.Kind, h.Layer = HitAddress, city.LayerBuilding
	a := first.Address
	switch c.Level {
	case address.LevelBuilding:
		h.Kind, h.Code, h.Name = HitBuilding, first.Code, a.String()
		if h.Name == "" {
			h.Name = first.Name()
		}
	case address.LevelRoad:
		h.Name = a.Road
	default:
		a.Building = ""
		for _, i := range c.Houses {
			if o := b.houses[i].Address; o.Road != a.Road || o.Number != a.Number {
				a.Road, a.Number = "", ""
			}
		}
		h.Name = a.String()
	}
}

// where is the point that stands for a candidate, and points all over it.
func (b *addressBook) where(c *address.Candidate) (at geo.Point, spread []geo.Point) {
	switch {
	case c.Cross != nil:
		return b.crossings(c.Cross[0], c.Cross[1])[c.Nth], nil
	case c.Place >= 0:
		return b.markPoint(b.marks[c.Place]), nil
	case c.Road >= 0:
		return b.onStreet(c), b.streets[c.Road].samples()
	case len(c.Houses) == 1 && c.Level == address.LevelBuilding:
		return entranceOf(b.houses[c.Houses[0]]), nil
	case len(c.Houses) > 0:
		return b.housesAt(c)
	default:
		return b.areaPoint(c.Area), nil
	}
}
