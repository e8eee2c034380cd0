package atlas

import (
	"regexp"
	"strconv"
	"strings"
)

// position is a pair of numbers that somebody wrote for a place on earth.
type position struct {
	first, second float64
	order         axes
	// system is a name for crs.Parse; empty when the text does not say it.
	system string
	// sure is true when the text cannot be meant otherwise: it has a fraction, a mark of
	// degrees, a letter for a side of the world or the name of a datum.
	sure bool
}

// axes says which of the two numbers is the longitude.
type axes uint8

const (
	axesUnknown axes = iota
	axesLonLat
	axesLatLon
)

// signs writes the many signs for the same thing in one way.
var signs = strings.NewReplacer(
	"北纬", "n", "南纬", "s", "东经", "e", "西经", "w", "纬度", "lat", "经度", "lon",
	"度", "°", "分", "'", "秒", "\"", "º", "°", "˚", "°", "′", "'", "’", "'", "‘", "'", "`", "'", "″", "\"", "”", "\"", "“", "\"",
	"，", ",", "、", ",", "；", ",", ";", ",", "：", ":", "=", ":", "−", "-", "．", ".", "。", ".",
	"（", " ", "）", " ", "(", " ", ")", " ", "[", " ", "]", " ", "{", " ", "}", " ", "\u00a0", " ", "\u3000", " ",
)

// datumNoun may follow the name of a datum.
const datumNoun = `(?:地图)?(?:坐标系?)?`

// datums are the names of reference systems in a text of a position. The names of map
// programs stand for the systems that these use.
var datums = []struct {
	pattern *regexp.Regexp
	system  string // empty: the EPSG code that matched
}{
	{regexp.MustCompile(`epsg *:? *(\d{4,5})`), ""},
	{regexp.MustCompile(`(?:wgs *-? *84|gps)` + datumNoun), "wgs84"},
	{regexp.MustCompile(`(?:cgcs *-? *2000|国家2000|2000国家大地|2000坐标)` + datumNoun), "cgcs2000"},
	{regexp.MustCompile(`(?:gcj *-? *0?2|火星|高德|腾讯|amap|gaode)` + datumNoun), "gcj02"},
	{regexp.MustCompile(`(?:bd *-? *0?9(?:ll)?|百度|baidu)` + datumNoun), "bd09"},
}

// These read what belongs to one number: a label, degrees with minutes and seconds. A letter
// for a side of the world may stand before or after it.
const (
	axisLabel   = `(?:"?(lon|lng|longitude|lat|latitude|x|y)"? *:? *)?`
	angleNumber = `([+-]?\d{1,9}(?:\.\d{0,12})?)(?: *(°) *(?:(\d{1,2}(?:\.\d{0,12})?) *' *(?:(\d{1,2}(?:\.\d{0,12})?) *(?:"|'')?)?)?)?`
	angleBefore = axisLabel + `(?:([nsew]) *:? *)?` + angleNumber
	angleAfter  = axisLabel + angleNumber + `(?: *([nsew]))?`
)

// pairPatterns find two numbers, with the letters before them or after them.
var pairPatterns = []pairPattern{
	{regexp.MustCompile(pairOf(angleBefore)), angleGroups{label: 0, letter: 1, degrees: 2, mark: 3, minutes: 4, seconds: 5}},
	{regexp.MustCompile(pairOf(angleAfter)), angleGroups{label: 0, degrees: 1, mark: 2, minutes: 3, seconds: 4, letter: 5}},
}

func pairOf(angle string) string {
	return `^[ ,:]*(?:point)? *` + angle + `([ ,/]*)` + angle + `[ ,]*$`
}

type pairPattern struct {
	*regexp.Regexp
	groups angleGroups
}

// angleGroups are the numbers of the groups of one angle.
type angleGroups struct{ label, letter, degrees, mark, minutes, seconds int }

const groupsOfAngle = 6

// angle is one number as it was written.
type angle struct{ label, letter, degrees, mark, minutes, seconds string }

func (g *angleGroups) of(m []string) angle {
	return angle{label: m[g.label], letter: m[g.letter], degrees: m[g.degrees], mark: m[g.mark], minutes: m[g.minutes], seconds: m[g.seconds]}
}

// parsePosition reads a position out of a text or a link; ok is false when it holds none.
func parsePosition(text string) (p position, ok bool) {
	if p, ok, link := parseLink(text); link {
		return p, ok
	}
	system, t, ok := takeDatum(strings.ToLower(narrow(text)))
	if !ok {
		return position{}, false
	}
	t = signs.Replace(t)
	for i := range pairPatterns {
		if p, ok = pairPatterns[i].read(t, system); ok {
			return p, true
		}
	}
	return position{}, false
}

func (x *pairPattern) read(t, system string) (p position, ok bool) {
	m := x.FindStringSubmatch(t)
	if m == nil {
		return p, false
	}
	a, b := x.groups.of(m[1:]), x.groups.of(m[2+groupsOfAngle:])
	if between := m[1+groupsOfAngle]; between == "" && a.mark == "" && a.letter == "" && b.letter == "" && b.label == "" {
		return p, false // nothing tells where the first number ends: 12.5 would be 1 and 2.5
	}
	p = position{system: system, sure: system != ""}
	if !p.value(&a, &p.first) || !p.value(&b, &p.second) {
		return p, false
	}
	p.order, ok = orderOf(a.side(), b.side())
	return p, ok
}

// narrow writes full-width letters, digits and signs as plain ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xff01 && r <= 0xff5e {
			return r - 0xfee0
		}
		return r
	}, s)
}

// takeDatum takes the name of a system out of a text; ok is false when there are two.
func takeDatum(t string) (system, rest string, ok bool) {
	for _, d := range datums {
		m := d.pattern.FindStringSubmatchIndex(t)
		if m == nil {
			continue
		}
		if system != "" {
			return "", "", false
		}
		if system = d.system; system == "" {
			system = "EPSG:" + t[m[2]:m[3]]
		}
		t = t[:m[0]] + " " + t[m[1]:]
	}
	return system, t, true
}

// value gives the degrees of an angle; in the south or west they are negative.
func (p *position) value(a *angle, to *float64) bool {
	v, err := strconv.ParseFloat(a.degrees, 64)
	if err != nil {
		return false
	}
	minus := strings.HasPrefix(a.degrees, "-")
	for i, part := range []string{a.minutes, a.seconds} {
		if part == "" {
			continue
		}
		f, err := strconv.ParseFloat(part, 64)
		if err != nil || f >= 60 || strings.Contains(a.degrees, ".") {
			return false
		}
		f /= []float64{60, 3600}[i]
		v += pick(minus, -f, f)
	}
	if a.letter == "s" || a.letter == "w" {
		if minus {
			return false
		}
		v = -v
	}
	p.sure = p.sure || a.letter+a.mark+a.label != "" || strings.Contains(a.degrees, ".")
	*to = v
	return true
}

// side says what a number is by its label or letter.
type side uint8

const (
	sideUnknown side = iota
	sideLon
	sideLat
)

func (a *angle) side() side {
	switch {
	case a.letter == "n", a.letter == "s", strings.HasPrefix(a.label, "la"):
		return sideLat
	case a.letter == "e", a.letter == "w", strings.HasPrefix(a.label, "l"):
		return sideLon
	default:
		return sideUnknown
	}
}

// orderOf joins what the two numbers say; known is false when they contradict each other.
func orderOf(a, b side) (order axes, known bool) {
	switch {
	case a == b && a != sideUnknown:
		return axesUnknown, false
	case a == sideLon || b == sideLat:
		return axesLonLat, true
	case a == sideLat || b == sideLon:
		return axesLatLon, true
	default:
		return axesUnknown, true
	}
}
