package intake

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/crs"
)

// Headings of positions often say in which system they are: 经度（GCJ-02）, 百度经度, lng_bd09. What is said there
// is believed as what a file says of itself; what is said and not understood is refused, for a web map's positions
// taken for WGS-84 stand half a kilometre off.

// degreeWords are the headings of a longitude or latitude in degrees, longer ones first.
var degreeWords = []string{"longitude", "latitude", "中心经度", "中心纬度", "东经", "北纬", "经度", "纬度", "lng", "lon", "lat", "经纬度", "坐标"}

// datumMarks are what the words in the brackets of a heading hold that name a system; others are units and hints.
var datumMarks = regexp.MustCompile(`gcj|bd|wgs|cgcs|epsg|高德|百度|腾讯|火星|谷歌|google|坐标系|国家2000|大地|[3三6六]度|[0-9]带|中央经线|(?:北京|西安|^|[^0-9.])(?:19)?(?:54|80)(?:$|[^0-9.位])`)

// saidDatum is the system that a heading names, as crs knows it; empty where it names none. The error says that it
// names one that is not known here.
func saidDatum(title string) (string, error) {
	if in := bracketed(title); in != "" {
		sys, err := crs.Parse(in)
		if err == nil {
			return datumFor(title, sys), nil
		}
		if datumMarks.MatchString(strings.ToLower(in)) {
			return "", unreadDatum(title, err)
		}
	}
	if _, word := cutDatum(title); word != "" {
		sys, err := crs.Parse(word)
		if err != nil {
			return "", unreadDatum(title, err)
		}
		return datumFor(title, sys), nil
	}
	return "", nil
}

// datumFor is the name of a system that a heading names. Degrees of WGS-84 say nothing of a column of x, in which
// metres may stand: then only their datum is told.
func datumFor(title string, sys crs.System) string {
	name := sys.Name()
	if slices.Contains([]string{"wgs84", "EPSG:4326", "EPSG:4490"}, name) && !saysDegrees(title) {
		return ""
	}
	return name
}

func unreadDatum(title string, err error) error {
	var refusal *crs.Refusal
	if errors.As(err, &refusal) {
		return &crs.Refusal{Cause: crs.CauseUnknownSystem, Message: fmt.Sprintf("the heading %q: %s; say the right one by --crs", clip(title), refusal.Message)}
	}
	return err
}

// bracketed is what stands in the first brackets of a heading.
func bracketed(title string) string {
	_, in, has := strings.Cut(plainWidth(title), "(")
	if !has {
		return ""
	}
	in, _, _ = strings.Cut(in, ")")
	return strings.TrimSpace(in)
}

// cutDatum takes the name of a system off the front or the end of the heading of a longitude or latitude; word is
// empty where none stands there.
func cutDatum(title string) (bare, word string) {
	plain := plainHeading(title)
	for _, w := range degreeWords {
		for _, rest := range []string{strings.TrimSuffix(plain, w), strings.TrimPrefix(plain, w)} {
			if rest = strings.Trim(rest, "_-· "); len(rest) == len(plain) || rest == "" {
				continue
			}
			if _, err := crs.Parse(rest); err == nil {
				return w, rest
			}
		}
	}
	return plain, ""
}

// headingDatum is the system that the headings of the positions name; empty where none does.
func (h *header) headingDatum() (string, error) {
	said, by := "", ""
	for _, key := range []string{colLon, colLat, colWKT, colPosition} {
		title := h.titles[key]
		if title == "" {
			continue
		}
		name, err := saidDatum(title)
		if err != nil {
			return "", err
		}
		if name != "" && said != "" && name != said {
			return "", &crs.Refusal{Cause: crs.CauseUnknownSystem, Message: fmt.Sprintf("the headings %q and %q name two systems, %s and %s: say the right one by --crs", clip(by), clip(title), said, name)}
		}
		if name != "" {
			said, by = name, title
		}
	}
	return said, nil
}

// onlyWGS84 refuses headings that name another system, in tables whose positions are WGS-84 alone.
func (h *header) onlyWGS84() error {
	said, err := h.headingDatum()
	if err == nil && said != "" && said != "wgs84" && said != "EPSG:4326" && said != "EPSG:4490" {
		return &crs.Refusal{Cause: crs.CauseUnknownSystem, Message: fmt.Sprintf("the heading %q names %s, and the positions of such a table are WGS-84: convert them first", clip(h.titles[colLon]), said)}
	}
	return err
}

// saysDegrees is true of a heading that is that of a longitude or latitude, or of both, and no x.
func saysDegrees(title string) bool {
	bare, _ := cutDatum(title)
	return slices.ContainsFunc(degreeWords, func(w string) bool {
		return w != "坐标" && (bare == w || len(w) >= len("经度") && (strings.HasSuffix(bare, w) || strings.HasPrefix(bare, w)))
	})
}
