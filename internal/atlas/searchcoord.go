package atlas

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/locate"
)

// reading is one way to read a position.
type reading struct {
	at      geo.Point
	note    string
	inside  bool
	swapped bool
}

// coordinates gives the places that a text of coordinates can mean: one hit for each datum
// and order in which it lies in the city. What lies elsewhere is said to, and is found only
// when the text cannot be anything but a position. A text without one gives none.
func (p *Picture) coordinates(text string) []Hit {
	pos, ok := parsePosition(text)
	if !ok {
		return nil
	}
	readings := p.readings(&pos)
	inside := false
	for _, r := range readings {
		inside = inside || r.inside
	}
	if !inside && !pos.sure {
		return nil
	}
	var out []Hit
	for _, r := range readings {
		if r.inside != inside {
			continue
		}
		if r.swapped {
			r.note += "，按纬度在前读"
		}
		if !inside {
			r.note += "，不在本市范围内"
		}
		out = append(out, p.coordinateHit(&r))
	}
	return out
}

func (p *Picture) coordinateHit(r *reading) Hit {
	at := r.at.LonLat()
	return Hit{
		Kind: HitCoordinate, Name: degrees(at[0]) + ", " + degrees(at[1]), Context: p.whereabouts(r.at),
		Matched: ByCoordinate, Note: r.note, Point: at,
	}
}

// degrees writes an angle with six decimals, some ten centimetres, without useless zeros.
func degrees(v float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 6, 64), "0"), ".")
}

// whereabouts names the areas of the partitions that hold a point, the widest first.
func (p *Picture) whereabouts(q geo.Point) string {
	var names []string
	for _, i := range p.order {
		l := &p.layers[i]
		if !l.def.Partition || l.parent < 0 && len(l.areas) == 1 {
			continue
		}
		if o := p.index.Owner(i, q); o != locate.None {
			names = append(names, l.areas[o].Name())
		}
	}
	return strings.Join(names, " ")
}

// readings are all ways to read a position: in the order lon, lat first; where the text
// does not say the datum, WGS-84 first. Without a datum, positions elsewhere are read as
// WGS-84 only.
func (p *Picture) readings(pos *position) []reading {
	var out []reading
	for _, swapped := range []bool{false, true} {
		if swapped && pos.order == axesLonLat || !swapped && pos.order == axesLatLon {
			continue
		}
		at := orb.Point{pos.first, pos.second}
		if swapped {
			at = orb.Point{pos.second, pos.first}
		}
		for i, s := range systems(pos, at) {
			r, ok := p.reading(s, at)
			if !ok || i > 0 && !r.inside || known(out, r.at) {
				continue
			}
			// Where the text says the order, it is not worth a word.
			r.swapped = swapped && pos.order == axesUnknown
			out = append(out, r)
		}
	}
	return out
}

func known(rs []reading, at geo.Point) bool {
	for i := range rs {
		if rs[i].at == at {
			return true
		}
	}
	return false
}

// edge is how far outside of the city's box a position still counts as in the city, about
// two kilometres.
const edge = 200_000

func (p *Picture) reading(s crs.System, at orb.Point) (reading, bool) {
	if !s.Projected() && (math.Abs(at[0]) > 180 || math.Abs(at[1]) > 90) {
		return reading{}, false
	}
	lonLat, err := s.ToWGS84(at)
	if err != nil {
		return reading{}, false
	}
	q, err := geo.Snap(lonLat)
	if err != nil {
		return reading{}, false
	}
	b := p.box
	inside := !b.Empty() && int64(q.X) >= int64(b.Min.X)-edge && int64(q.X) <= int64(b.Max.X)+edge &&
		int64(q.Y) >= int64(b.Min.Y)-edge && int64(q.Y) <= int64(b.Max.Y)+edge
	return reading{at: q, note: datumName(s), inside: inside}, true
}

// datumName is how the interface calls a system.
func datumName(s crs.System) string {
	switch name := s.Name(); strings.ToLower(name) {
	case "wgs84", "epsg:4326":
		return "WGS-84"
	case "epsg:4490":
		return "CGCS2000"
	case "gcj02", "gcj-02":
		return "GCJ-02（高德、腾讯）"
	case "bd09", "bd-09":
		return "BD-09（百度）"
	default:
		return name
	}
}

// systems are those in which a position may be meant. Numbers too large for degrees are
// metres: of each zone of CGCS2000, of which only those count that lead into the city.
func systems(pos *position, at orb.Point) []crs.System {
	if pos.system != "" {
		s, err := crs.Parse(pos.system)
		if err != nil {
			return nil
		}
		return []crs.System{s}
	}
	if math.Abs(at[0]) <= 180 && math.Abs(at[1]) <= 180 {
		return degreeSystems()
	}
	return zones()
}

var degreeSystems = sync.OnceValue(func() []crs.System { return parseAll("wgs84", "gcj02", "bd09") })

// zones are the Gauss–Krüger zones of CGCS2000: those of 3° first. The first of the list is
// none of them, so that metres which lead nowhere are not read as a place elsewhere.
var zones = sync.OnceValue(func() []crs.System {
	names := []string{"wgs84"}
	for code := 4513; code <= 4554; code++ {
		names = append(names, fmt.Sprintf("EPSG:%d", code))
	}
	for code := 4491; code <= 4512; code++ {
		names = append(names, fmt.Sprintf("EPSG:%d", code))
	}
	return parseAll(names...)
})

// parseAll finds systems by names that crs knows.
func parseAll(names ...string) []crs.System {
	var out []crs.System
	for _, n := range names {
		if s, err := crs.Parse(n); err == nil {
			out = append(out, s)
		}
	}
	return out
}
