package atlas

import (
	"net/url"
	"regexp"
	"strings"
)

// linkPattern finds a link in a shared text, which often says more than the link.
var linkPattern = regexp.MustCompile(`(?:https?://|geo:)[^\s，。]+`)

// mapLink says where the links of a map program hold a position.
type mapLink struct {
	host string // the host or its end
	// pairs are the parameters that hold both numbers, and in which order.
	pairs []string
	order axes
	// lon and lat are parameters that hold one number each.
	lon, lat string
	system   string // empty = the program does not say
	// datum is the parameter that names another system, by the words in other.
	datum string
	other map[string]string
}

var mapLinks = []mapLink{
	{
		host: "amap.com", pairs: []string{"position", "location", "center", "dest", "to"}, order: axesLonLat, lon: "lng", lat: "lat",
		system: "gcj02", datum: "coordinate", other: map[string]string{"wgs84": "wgs84", "gaode": "gcj02"},
	},
	{
		host: "map.baidu.com", pairs: []string{"location", "latlng", "destination", "center"}, order: axesLatLon,
		system: "bd09", datum: "coord_type", other: map[string]string{"wgs84": "wgs84", "wgs84ll": "wgs84", "gcj02": "gcj02", "gcj02ll": "gcj02", "bd09ll": "bd09", "bd09": "bd09", "bd09mc": "?"},
	},
	{
		host: "map.qq.com", pairs: []string{"marker", "coord", "center", "tocoord", "latlng"}, order: axesLatLon, lon: "pointx", lat: "pointy",
		system: "gcj02", datum: "coord_type", other: map[string]string{"1": "wgs84", "5": "gcj02"},
	},
	{host: "openstreetmap.org", lon: "mlon", lat: "mlat", system: "wgs84"},
	{host: "google.com", pairs: []string{"q", "query", "ll", "destination"}, order: axesLatLon},
	{host: "maps.apple.com", pairs: []string{"ll", "q", "daddr"}, order: axesLatLon},
}

// twoNumbers finds a pair in a parameter, which may say more (latlng:38.7,119.9|name:…).
var twoNumbers = regexp.MustCompile(`(-?\d{1,3}\.\d{1,15}),(-?\d{1,3}\.\d{1,15})`)

// parseLink reads the position of a shared link. link is true when the text holds a link at
// all: then it is no other text.
func parseLink(text string) (p position, ok, link bool) {
	found := linkPattern.FindString(text)
	if found == "" {
		return p, false, false
	}
	if rest, geo := strings.CutPrefix(found, "geo:"); geo {
		p, ok = pair(rest, axesLatLon, "wgs84")
		return p, ok, true
	}
	u, err := url.Parse(strings.ReplaceAll(found, ";", "%3B")) // it parts no parameters here
	if err != nil {
		return p, false, true
	}
	host := strings.ToLower(u.Hostname())
	for i := range mapLinks {
		l := &mapLinks[i]
		if host == l.host || strings.HasSuffix(host, "."+l.host) {
			p, ok = l.read(u)
			return p, ok, true
		}
	}
	return p, false, true
}

func (l *mapLink) read(u *url.URL) (position, bool) {
	q := u.Query()
	system := l.system
	if said := strings.ToLower(q.Get(l.datum)); l.datum != "" && said != "" {
		if system = l.other[said]; system == "" || system == "?" {
			return position{}, false // a system that cannot be turned, or an unknown one
		}
	}
	for _, name := range l.pairs {
		if p, ok := pair(q.Get(name), l.order, system); ok {
			return p, true
		}
	}
	if p, ok := pair(q.Get(l.lon)+","+q.Get(l.lat), axesLonLat, system); l.lon != "" && ok {
		return p, true
	}
	switch {
	case strings.HasPrefix(u.Fragment, "map="): // #map=16/38.6847/119.8669
		parts := strings.Split(strings.TrimPrefix(u.Fragment, "map="), "/")
		if len(parts) == 3 {
			return pair(parts[1]+","+parts[2], axesLatLon, system)
		}
	case strings.Contains(u.Path, "/@"): // /maps/@38.6847,119.8669,16z
		return pair(u.Path[strings.Index(u.Path, "/@"):], axesLatLon, system)
	}
	return position{}, false
}

func pair(text string, order axes, system string) (position, bool) {
	m := twoNumbers.FindStringSubmatch(text)
	if m == nil {
		return position{}, false
	}
	a, okA := ParseNumber(m[1])
	b, okB := ParseNumber(m[2])
	return position{first: a, second: b, order: order, system: system, sure: true}, okA && okB
}
