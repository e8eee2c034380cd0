package atlas

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// The estimate of a way on foot where it cannot be measured on a network: the shortest line to the
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

// Limits of tags that are asked for.
const (
	mostTags   = 16
	longestTag = 64 // bytes
)

// ParseTags reads a comma list of services and skills, which are words of the data.
func ParseTags(text string) ([]string, error) {
	out := strings.Split(text, ",")
	if len(out) > mostTags {
		return nil, city.Errorf(city.Invalid, "bad_tags", "there are %d tags; at most %d are taken", len(out), mostTags)
	}
	for i, tag := range out {
		if tag == "" || len(tag) > longestTag || tag != strings.TrimSpace(tag) {
			return nil, city.Errorf(city.Invalid, "bad_tags", "tag %d, %.40q, is no word: it is empty, longer than %d bytes, or has spaces round it", i+1, tag, longestTag)
		}
	}
	return out, nil
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
	// rest are those that are not open.
	rest []*city.Place
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
		} else {
			kind.rest = append(kind.rest, place)
		}
	}
	_, err := Calendars()
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

// any tells whether one of the places, open or not, is wanted.
func (k *places) any(w wanted) bool {
	return slices.ContainsFunc(k.open, w.takes) || slices.ContainsFunc(k.rest, w.takes)
}

// wanted says which places are looked for.
type wanted struct{ kinds, tags []string }

// takes tells whether a place has all tags, among its services or its skills.
func (w wanted) takes(p *city.Place) bool {
	for _, tag := range w.tags {
		if !slices.Contains(p.Services, tag) && !slices.Contains(p.Skills, tag) {
			return false
		}
	}
	return true
}

// nearPlace is an open place with the way to it, or the length of the line to its nearest
// entrance, rounded to centimetres: what is as far as the lattice can tell goes by its code, on
// every processor.
type nearPlace struct {
	*city.Place
	measured bool
	way      walk.Walked // where it was measured
	line     geo.Metres  // of an estimate
}

const centimetre geo.Metres = 0.01

// compare sorts the nearest first: by whole seconds, then what was measured, then finer.
func (a nearPlace) compare(b nearPlace) int {
	if c := cmp.Compare(a.walkS(), b.walkS()); c != 0 {
		return c
	}
	if a.measured != b.measured {
		if a.measured {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.way.Time, b.way.Time), cmp.Compare(a.line, b.line), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Code, b.Code))
}

// walkS is the time on foot in whole seconds, rounded up: a place of which 600 is said is not
// farther than ten minutes.
func (a *nearPlace) walkS() int {
	if a.measured {
		return a.way.Time.Seconds()
	}
	return int(math.Ceil(detour * float64(a.line) / pace))
}

// distanceM is the length of the way on foot, in whole metres.
func (a *nearPlace) distanceM() int {
	if a.measured {
		return int((uint64(a.way.Millimetres) + 500) / 1000)
	}
	return int(math.Round(detour * float64(a.line)))
}

func (a *nearPlace) method() string {
	if a.measured {
		return Network
	}
	return Estimate
}

// nearest puts the wanted open places within reach of q among those found, by the straight line;
// off = only those that stand off the network.
func (p *Picture) nearest(q geo.Point, w wanted, off bool, most int, found []nearPlace) []nearPlace {
	for _, key := range w.kinds {
		kind := p.places[key]
		if kind == nil {
			continue
		}
		doors, reach := &kind.doors, nearReach
		if off {
			if doors = p.waysTo(key).off; doors == nil {
				continue
			}
		}
		doors.Within(q, reach, func(n int32, d geo.Metres) geo.Metres {
			if !w.takes(kind.open[n]) {
				return reach
			}
			line := geo.Metres(math.Round(float64(d/centimetre))) * centimetre
			found = keep(found, nearPlace{Place: kind.open[n], line: line}, most)
			if len(found) == most && !found[most-1].measured {
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
		if found[i].compare(a) <= 0 {
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
