package atlas

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/internal/city"
)

// The estimate of a way on foot where no walking network is known: the shortest line to the
// nearest entrance, so many times longer, at the pace of an adult. It knows no wall, river or
// railway; docs/accuracy.md says how far it may be off.
const (
	pace       = 4.5 / 3.6 // metres a second
	detour     = 1.4
	detourLow  = 1.2
	detourHigh = 1.8
)

// serviceSeconds is the 10分钟服务圈.
const serviceSeconds = 600

// The lengths of the line within which a place may be, and surely is, serviceSeconds away.
const (
	nearReach geo.Metres = serviceSeconds * pace / detourLow
	sureReach geo.Metres = serviceSeconds * pace / detourHigh
)

// StationKind is the kind of places that is meant where none is named.
const StationKind = "red_sail_station"

var stationKinds = []string{StationKind}

func kindsOr(asked []string) []string {
	if asked == nil {
		return stationKinds
	}
	return asked
}

// ParseKinds reads a comma list of kinds of places of the scheme.
func ParseKinds(s *city.Scheme, text string) ([]string, error) {
	known := make([]string, len(s.Places))
	for i := range s.Places {
		known[i] = s.Places[i].Key
	}
	var out []string
	for kind := range strings.SplitSeq(text, ",") {
		if !slices.Contains(known, kind) {
			return nil, city.Errorf(city.Invalid, "unknown_kind", "there is no kind of places %.40q; known are %s", kind, strings.Join(known, ", "))
		}
		if !slices.Contains(out, kind) {
			out = append(out, kind)
		}
	}
	return out, nil
}

// places are the places of one kind in a picture.
type places struct {
	open []*city.Place
	// doors has the entrances of the open places, for each its number in open; where none is
	// mapped, the place's own point.
	doors near.Points[int32]
}

// calendars are those that ship with this version.
var calendars = sync.OnceValues(func() (map[string]*city.Calendar, error) {
	return city.ReadCalendars(data.Calendars())
})

// calendarOf is the calendar that hours keep; nil = they keep none, or one that is not known.
func calendarOf(h *city.Hours) *city.Calendar {
	if h == nil || h.Calendar == "" {
		return nil
	}
	all, err := calendars()
	if err != nil { // no picture is built without them
		return nil
	}
	return all[h.Calendar]
}

// indexPlaces sorts the places of the picture by kind. A kind of which there are only places
// that are not open (planned, closed …) is there too, and empty.
func (p *Picture) indexPlaces() error {
	p.places = map[string]*places{}
	for i := range p.things {
		place, ok := p.things[i].Content.(*city.Place)
		if !ok {
			continue
		}
		kind := p.places[place.Kind]
		if kind == nil {
			kind = &places{}
			p.places[place.Kind] = kind
		}
		if place.State == city.PlaceOpen {
			kind.add(place)
		}
	}
	_, err := calendars()
	return err
}

func (k *places) add(place *city.Place) {
	n := int32(len(k.open))
	k.open = append(k.open, place)
	if len(place.Entrances) == 0 {
		k.doors.Insert(place.Point, n)
	}
	for _, door := range place.Entrances {
		k.doors.Insert(door, n)
	}
}

// nearPlace is an open place with the length of the line to its nearest entrance, rounded to
// centimetres: what is as far as the lattice can tell goes by its code, on every processor.
type nearPlace struct {
	*city.Place
	line geo.Metres
}

const centimetre geo.Metres = 0.01

func (a nearPlace) compare(b nearPlace) int {
	return cmp.Or(cmp.Compare(a.line, b.line), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Code, b.Code))
}

// walkS is the estimated time on foot in whole seconds, rounded up: a place of which 600 is
// said is not farther than ten minutes.
func (a nearPlace) walkS() int { return int(math.Ceil(detour * float64(a.line) / pace)) }

// distanceM is the estimated length of the way on foot, in whole metres.
func (a nearPlace) distanceM() int { return int(math.Round(detour * float64(a.line))) }

// nearest appends to found[:0] the open places of the kinds within reach of q, the nearest
// first and at most so many.
func (p *Picture) nearest(q geo.Point, kinds []string, reach geo.Metres, most int, found []nearPlace) []nearPlace {
	found = found[:0]
	for _, key := range kinds {
		kind := p.places[key]
		if kind == nil {
			continue
		}
		kind.doors.Within(q, reach, func(n int32, d geo.Metres) geo.Metres {
			line := geo.Metres(math.Round(float64(d/centimetre))) * centimetre
			found = keep(found, nearPlace{kind.open[n], line}, most)
			if len(found) == most {
				reach = min(reach, found[most-1].line+centimetre)
			}
			return reach
		})
	}
	return found
}

// keep puts a place into its rank among the nearest, once.
func keep(found []nearPlace, a nearPlace, most int) []nearPlace {
	if i := slices.IndexFunc(found, func(b nearPlace) bool { return a.Place == b.Place }); i >= 0 {
		if found[i].line <= a.line {
			return found
		}
		found = slices.Delete(found, i, i+1)
	}
	rank, _ := slices.BinarySearchFunc(found, a, nearPlace.compare)
	if rank == most {
		return found
	}
	if len(found) == most {
		found = found[:most-1]
	}
	return slices.Insert(found, rank, a)
}
