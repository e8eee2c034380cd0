package cql2_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
)

var columns = []cql2.Column{
	{Name: "code", Type: cql2.Text}, {Name: "name", Type: cql2.Text}, {Name: "floors", Type: cql2.Number},
	{Name: "told", Type: cql2.Date}, {Name: "seen", Type: cql2.Instant}, {Name: "open", Type: cql2.Bool},
	{Name: "户 数", Type: cql2.Number}, {Name: "geometry", Type: cql2.Geometry},
}

// row is a row of the columns.
type row struct {
	values []cql2.Value
	shape  cql2.Shape
}

func (r *row) Value(i int) cql2.Value { return r.values[i] }
func (r *row) Shape() cql2.Shape      { return r.shape }

func sample() *row {
	return &row{
		values: []cql2.Value{
			cql2.TextValue("370811001"), cql2.TextValue("Straße d'Été 50%"), cql2.NumberValue(6),
			cql2.DateValue(20454), {Type: cql2.Instant, Nanos: 20454 * 86400 * 1e9}, cql2.BoolValue(true), {}, {},
		},
		shape: cql2.Shape{Points: []geo.Point{{X: 1_160_000_000, Y: 390_000_000}}},
	}
}

func TestFilters(t *testing.T) {
	for in, want := range map[string]bool{
		`code = '370811001'`:                                     true,
		`'370811001' = code`:                                     true,
		`code<>'370811001'`:                                      false,
		`floors >= 6 AND floors <= 6.0e0`:                        true,
		`floors > -1 and not floors < +.5`:                       true,
		`floors BETWEEN 5 AND 7`:                                 true,
		`floors NOT BETWEEN 5 AND 7`:                             false,
		`code BETWEEN '37' AND '38'`:                             true,
		`name LIKE 'Stra%50\%'`:                                  true,
		`name LIKE 'Stra%50\_'`:                                  false,
		`name LIKE '%d''Ét_ %'`:                                  true,
		`name LIKE '%d\'Ét_ %'`:                                  true,
		`name NOT LIKE 'S%'`:                                     false,
		`CASEI(name) LIKE CASEI('STRASSE%')`:                     true,
		`ACCENTI(name) LIKE ACCENTI('%d''Ete%')`:                 true,
		`CASEI(ACCENTI(name)) LIKE '%ete 50\%'`:                  true,
		`code IN ('a', '370811001')`:                             true,
		`code NOT IN ('a')`:                                      true,
		`code = name OR name <> code`:                            true,
		`1 < 2 AND '1' < '2'`:                                    true,
		`floors IN (1, 2, 3)`:                                    false,
		`casei(code) in (casei('370811001'))`:                    true,
		`"户 数" IS NULL`:                                          true,
		`"户 数" IS NOT NULL`:                                      false,
		`"户 数" = 3`:                                              false,
		`NOT "户 数" = 3`:                                          false, // unknown stays unknown
		`"户 数" = 3 OR TRUE`:                                      true,
		`"户 数" NOT IN (3)`:                                       false,
		`told = DATE('2026-01-01')`:                              true,
		`told < DATE('2026-01-01')`:                              false,
		`seen = TIMESTAMP('2026-01-01T08:00:00+08:00')`:          true,
		`told = '2026-01-01' AND told <= '2026-01-01T00:00:00Z'`: true,
		`name ILIKE 'STRASSE%'`:                                  true,
		`name NOT ILIKE 'x%'`:                                    true,
		`open = TRUE`:                                            true,
		`FALSE = open OR open = open`:                            true,
		`TRUE`:                                                   true,
		`NOT FALSE AND (FALSE OR (TRUE))`:                        true,
		`FALSE AND FALSE OR TRUE`:                                true,
		`S_INTERSECTS(geometry, POINT(116 39))`:                  true,
		`S_INTERSECTS(POINT(116 39), geometry)`:                  true,
		`S_INTERSECTS(geometry, POINT(116.0000001 39))`:          false,
		`s_intersects("geometry", BBOX(116,39,117,40))`:          true,
		`S_INTERSECTS(geometry, BBOX(116.0000001,39,117,40))`:    false,
		`S_INTERSECTS(geometry, ENVELOPE(115,38,0,117,40,9))`:    true,
		`S_INTERSECTS(geometry, BBOX(170,38,117,40))`:            true, // over the 180th meridian
		`S_INTERSECTS(geometry, LINESTRING(115 38, 117 40))`:     true,
		`S_INTERSECTS(geometry, POLYGON((115 38,117 38,117 40,115 40,115 38)))`:                                                          true,
		`S_INTERSECTS(geometry, POLYGON Z((115 38 1,117 38 1,116 38.5 1,115 38 1)))`:                                                     false,
		`S_INTERSECTS(geometry, POLYGON((115 38,117 38,117 40,115 40,115 38),(115.5 38.5,116.5 38.5,116.5 39.5,115.5 39.5,115.5 38.5)))`: false,
		`S_INTERSECTS(geometry, MULTIPOINT((1 1),(116 39)))`:                                                                             true,
		`S_INTERSECTS(geometry, MULTIPOINT(1 1, 2 2))`:                                                                                   false,
		`S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 1),MULTILINESTRING((1 1,2 2),(116 38,116 40))))`:                              true,
		`S_INTERSECTS(geometry, MULTIPOLYGON(((1 1,2 1,2 2,1 1)),((115 38,117 38,117 40,115 38))))`:                                      true,
		`S_INTERSECTS(geometry, geometry)`:                                                                                               true,
		`S_INTERSECTS(POINT(1 1), BBOX(0,0,1,1))`:                                                                                        true,
	} {
		f, err := cql2.Parse(in, columns, cql2.LonLat)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := f.Match(sample()); got != want {
			t.Errorf("%s is %v", in, got)
		}
	}
}

func TestBadFilters(t *testing.T) {
	for in, want := range map[string]string{
		``:                          "at character 1: a property or a value is expected, not the end",
		`code`:                      "at character 5: a comparison, LIKE, BETWEEN, IN or IS NULL is expected, not the end",
		`secret = 1`:                `at character 1: there is no property "secret"; the queryables list all`,
		`code = 1`:                  "at character 8: a text cannot be compared with a number",
		`code = '名`:                 "at character 8: the quote is never closed",
		`code = 'a' code`:           `at character 12: AND, OR or the end is expected, not "code"`,
		`(code = 'a'`:               "at character 12: ) is expected, not the end",
		`code ~ 'a'`:                `at character 6: '~' has no meaning here`,
		`floors = 1e999`:            "at character 10: the number is too large",
		`floors = 1x`:               "at character 11: 'x' cannot stand in a number",
		`floors LIKE '1'`:           "at character 1: LIKE needs a text, not a number",
		`code LIKE name`:            "at character 11: a pattern in quotes is expected",
		`told = DATE('2026-13-01')`: "at character 13: a date is written like 2026-07-01, a timestamp like 2026-07-01T08:00:00Z",
		`told = TIMESTAMP('2026-01-01T00:00:00Z')`:                 "at character 8: a date cannot be compared with a timestamp",
		`area(geometry) > 1`:                                       `at character 1: there is no function "area"; known are CASEI, ACCENTI, DATE, TIMESTAMP and S_INTERSECTS`,
		`geometry = 'a'`:                                           "at character 1: a geometry can only stand in S_INTERSECTS",
		`S_INTERSECTS(geometry, POINT(39 116))`:                    "at character 30: the position lies outside the reach of its reference system; mind the order of its axes",
		`S_INTERSECTS(geometry, BBOX(1,2,3))`:                      "at character 28: a box has four or six numbers",
		`S_INTERSECTS(geometry, BBOX(1,2,3,1))`:                    "at character 28: the box must go from the lower to the upper corner",
		`S_INTERSECTS(geometry, CIRCLE(1 1))`:                      `at character 24: "CIRCLE" is neither the property of the geometry nor a geometry such as POINT, POLYGON or BBOX`,
		`S_INTERSECTS(geometry, POLYGON((1 1,2 2,3 3,4 4)))`:       "at character 32: a ring has at least four positions and ends where it began",
		`S_INTERSECTS(geometry, LINESTRING(1 1))`:                  "at character 34: a line has at least two positions",
		strings.Repeat("(", 40) + "TRUE" + strings.Repeat(")", 40): "at character 33: more than 32 parentheses, NOT or functions stand inside each other",
		"TRUE" + strings.Repeat(" AND TRUE", 1000):                 "at character 9001: the filter has more than 1000 parts",
		strings.Repeat(" ", 40<<10):                                "at character 1: the filter is longer than 32 KiB",
		"code LIKE '" + strings.Repeat("%a", 501) + "'":            "at character 11: the pattern has more than 1000 characters",
		"code = '\xff'":                                            "at character 1: the filter is no UTF-8",
	} {
		_, err := cql2.Parse(in, columns, cql2.LonLat)
		var e *cql2.Error
		if !errors.As(err, &e) || e.Error() != want {
			t.Errorf("%.60s: %v, not %s", in, err, want)
		}
	}
}

func TestBounds(t *testing.T) {
	box := func(x1, y1, x2, y2 int32) geo.Box {
		return geo.Box{Min: geo.Point{X: x1 * 1e7, Y: y1 * 1e7}, Max: geo.Point{X: x2 * 1e7, Y: y2 * 1e7}}
	}
	for in, want := range map[string]geo.Box{
		`S_INTERSECTS(geometry, BBOX(1,1,2,2))`:                                                        box(1, 1, 2, 2),
		`floors > 1 AND (S_INTERSECTS(geometry, BBOX(1,1,2,2)) OR S_INTERSECTS(geometry, POINT(5 0)))`: box(1, 0, 5, 2),
		`S_INTERSECTS(geometry, BBOX(0,0,9,9)) AND S_INTERSECTS(geometry, BBOX(1,1,2,2))`:              box(1, 1, 2, 2),
		`NOT S_INTERSECTS(geometry, BBOX(1,1,2,2))`:                                                    {},
		`floors > 1 OR S_INTERSECTS(geometry, BBOX(1,1,2,2))`:                                          {},
	} {
		f, err := cql2.Parse(in, columns, cql2.LonLat)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := f.Box(); got != want || ok != (want != geo.Box{}) {
			t.Errorf("%s: %v %v", in, got, ok)
		}
	}
	for in, want := range map[string]string{
		`code = 'b' OR 'a' = code`:             "a b",
		`code IN ('b','a','b') AND floors > 1`: "a b",
		`code = 'a' AND name = 'b'`:            "a",
		`code = 'a' OR floors = 1`:             "-",
		`NOT code = 'a'`:                       "-",
		`CASEI(code) = 'a'`:                    "-",
		`code > 'a'`:                           "-",
	} {
		f, err := cql2.Parse(in, columns, cql2.LonLat)
		if err != nil {
			t.Fatal(err)
		}
		got := "-"
		if texts, ok := f.Texts(0); ok {
			got = strings.Join(texts, " ")
		}
		if got != want {
			t.Errorf("%s: %s, not %s", in, got, want)
		}
	}
}
