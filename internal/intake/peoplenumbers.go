package intake

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// count is a cell that counts something; nil where it is empty.
func (r *rowCells) count(key string) *int64 {
	text, _ := r.raw(key)
	if text = plainWidth(text); text == "" || !r.single(key) {
		return nil
	}
	n, ok := parseCount(text)
	if !ok {
		r.fail(key, "bad_count", "it is no whole number from 0 to 2^53-1")
		return nil
	}
	return &n
}

var (
	// countUnits may stand behind a number that counts.
	countUnits = regexp.MustCompile(`(?:户|层|人|栋|幢|个|平方米|平米|㎡|m²|m2|元)$`)
	// wholeNumber may have marks between thousands, and zeros behind the point as a database writes them.
	wholeNumber = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?$`)
	// tens is a number up to 99 as it is spoken: 六, 十二, 三十, 二十四.
	tens = regexp.MustCompile(`^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$`)
)

// parseCount reads a whole number: 1036, 1,036, 300户, 六层.
func parseCount(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	text = strings.TrimSpace(countUnits.ReplaceAllString(text, ""))
	if digits := wholeNumber.FindStringSubmatch(text); digits != nil {
		n, err := strconv.ParseInt(strings.ReplaceAll(digits[1], ",", ""), 10, 64)
		return n, err == nil && n <= city.MaxCount
	}
	parts := tens.FindStringSubmatch(text)
	if parts == nil || text == "" || parts[2] == "" && parts[1] != "" && parts[3] != "" {
		return 0, false
	}
	value := func(figure string) int64 {
		return int64(strings.Index("零一二三四五六七八九", figure) / len("零"))
	}
	if parts[2] == "" {
		return value(parts[1] + parts[3]), true
	}
	n := int64(10)
	if parts[1] != "" {
		n *= value(parts[1])
	}
	if parts[3] != "" {
		n += value(parts[3])
	}
	return n, true
}

// point is where the columns of longitude and latitude say, WGS-84 in degrees; nil where they are
// empty.
func (r *rowCells) point() *geo.Point {
	lon, lat := r.degrees(colLon), r.degrees(colLat)
	if lon == nil && lat == nil {
		return nil
	}
	if lon == nil || lat == nil {
		r.fail(colLon, "bad_position", "one of longitude and latitude is missing, or is no number")
		return nil
	}
	p, err := geo.Snap(orb.Point{*lon, *lat})
	if err != nil {
		r.fail(colLon, "out_of_range", "the position is not on the earth: longitude and latitude in degrees, WGS-84")
		return nil
	}
	return &p
}

func (r *rowCells) degrees(key string) *float64 {
	text, _ := r.raw(key)
	if text = plainWidth(text); text == "" {
		return nil
	}
	v, ok := parseNumber(text)
	if !ok {
		r.fail(key, "bad_position", "it is no decimal number, nor degrees, minutes and seconds")
		return nil
	}
	return &v
}

// sexagesimal is an angle in degrees, minutes and seconds: 116°34′12.5″, 116度34分, 116°34'12.5"E.
var sexagesimal = regexp.MustCompile(`^([0-9]{1,3})[°度]\s*([0-9]{1,2}(?:\.[0-9]+)?)['′’分]\s*(?:([0-9]{1,2}(?:\.[0-9]+)?)(?:["″”秒]|''|′′)?)?\s*[ENen]?$`)

// decimalDegrees ends a decimal number of degrees: 116.5°, 116.5°E, 40.1度.
var decimalDegrees = regexp.MustCompile(`\s*[°度]\s*[ENen]?$`)

// parseNumber reads a coordinate: a finite decimal number, or an angle.
func parseNumber(text string) (float64, bool) {
	text = strings.TrimSpace(plainWidth(text))
	for _, word := range []string{"东经", "北纬", "经度", "纬度"} {
		text = strings.TrimLeft(strings.TrimPrefix(text, word), ": ")
	}
	if v, err := strconv.ParseFloat(decimalDegrees.ReplaceAllString(text, ""), 64); err == nil {
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	parts := sexagesimal.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	var v [3]float64
	for i, part := range parts[1:] {
		if part == "" {
			continue
		}
		var err error
		if v[i], err = strconv.ParseFloat(part, 64); err != nil || i > 0 && v[i] >= 60 {
			return 0, false
		}
	}
	return v[0] + v[1]/60 + v[2]/3600, true
}
