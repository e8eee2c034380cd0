package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Sizes of an answer with features.
const (
	maxItems     = 10_000
	maxItemBytes = 32 << 20 // what goes beyond comes with the next page
	maxPageBytes = 8 << 20  // the same of a page for people
	maxSortKeys  = 8
)

// ogcCursor says where a list of features goes on. It pins the picture, so that a number of
// features to pass is a place that does not move.
type ogcCursor struct {
	Query    string    `json:"q"`
	Revision int64     `json:"r"`
	Date     city.Date `json:"d"`
	Skip     int       `json:"n"`
}

// itemsAsk is what a call for features asks for.
type itemsAsk struct {
	pic    *atlas.Picture
	c      *atlas.Collection
	sys    *ogcSystem
	digest string
	query  atlas.FeatureQuery
	past   bool // pic is no more the current one
}

// ask reads the call.
func (s *Server) itemsAsk(r *http.Request, q url.Values) (*itemsAsk, error) {
	a := &itemsAsk{pic: s.atlas.Current(), digest: s.digestOf(r, q)}
	if err := s.continueAt(r, q, a); err != nil {
		return nil, err
	}
	a.past = a.pic.Past()
	var err error
	if a.c, err = a.pic.Collection(segment(r, "collection")); err != nil {
		return nil, err
	}
	if a.sys, err = systemOf(a.pic, "crs", q.Get("crs")); err != nil {
		return nil, err
	}
	if a.query.Time, err = s.interval(q.Get("datetime")); err != nil {
		return nil, err
	}
	if err = a.ground(q); err != nil {
		return nil, err
	}
	if err = a.filters(q); err != nil {
		return nil, err
	}
	a.query.Limit = min(whole(q, "limit", defaultLimit), maxItems)
	if a.query.Sort, err = sorting(a.c, q.Get("sortby")); err != nil {
		return nil, err
	}
	if a.past && byCounts(q) {
		// Counts are told of now alone (ADR 12): judged by them, this page would not be the next.
		return nil, errCursor
	}
	return a, nil
}

// byCounts is true of a call that selects or sorts by counts of people, or whose words may.
func byCounts(q url.Values) bool {
	for _, count := range []string{"households", "population"} {
		if q.Has(count) || strings.Contains(q.Get("filter"), count) || strings.Contains(q.Get("sortby"), count) {
			return true
		}
	}
	return false
}

// continueAt takes the picture and place of the cursor.
func (s *Server) continueAt(r *http.Request, q url.Values, a *itemsAsk) error {
	text := q.Get("cursor")
	if text == "" {
		return nil
	}
	var c ogcCursor
	doc, err := base64.RawURLEncoding.DecodeString(text[:min(len(text), maxCursor)])
	if err != nil || json.Unmarshal(doc, &c) != nil || c.Query != a.digest || c.Revision < 1 || c.Date < city.FirstDate || c.Date > city.LastDate || c.Skip < 0 {
		return errCursor
	}
	a.query.Skip = c.Skip
	a.pic, err = s.atlas.At(r.Context(), c.Date, c.Revision)
	return err
}

// next is the cursor behind so many features.
func (a *itemsAsk) next(skip int) string {
	return base64.RawURLEncoding.EncodeToString(encode(ogcCursor{Query: a.digest, Revision: a.pic.Revision, Date: a.pic.Date, Skip: skip}))
}

// interval reads datetime: an instant or a date, or two with a slash between them, of which
// one may be open (".." or nothing).
func (s *Server) interval(text string) (*[2]city.Date, error) {
	if text == "" {
		return nil, nil
	}
	bad := &badParameter{name: "datetime", code: "bad_datetime", msg: "datetime is a date, an instant with offset or Z, or two of them joined with a slash, the earlier first; .. stands for an open end"}
	from, to, two := strings.Cut(text, "/")
	if !two {
		to = from
	}
	if two && open(from) && open(to) {
		return &[2]city.Date{city.OpenStart, city.OpenEnd}, nil
	}
	out := [2]city.Date{city.OpenStart, city.OpenEnd}
	var ends [2]time.Time
	for i, end := range []string{from, to} {
		if two && open(end) {
			continue
		}
		at, err := atlas.ParseInstant(end, s.atlas.Zone())
		if err != nil {
			return nil, bad
		}
		ends[i], out[i] = at, city.DateOf(at.In(s.atlas.Zone()))
	}
	if out[0] > out[1] || !ends[0].IsZero() && !ends[1].IsZero() && ends[1].Before(ends[0]) {
		return nil, bad
	}
	return &out, nil
}

func open(end string) bool { return end == "" || end == ".." }

// ground reads bbox and bbox-crs.
func (a *itemsAsk) ground(q url.Values) error {
	sys, err := systemOf(a.pic, "bbox-crs", q.Get("bbox-crs"))
	if err != nil || !q.Has("bbox") {
		return err
	}
	bad := func(msg string) error { return &badParameter{name: "bbox", code: "bad_bbox", msg: msg} }
	var v []float64
	for part := range strings.SplitSeq(q.Get("bbox"), ",") {
		n, ok := atlas.ParseNumber(part)
		if !ok || len(v) == 6 {
			return bad("bbox must be four or six decimal numbers: the lower corner, then the upper one")
		}
		v = append(v, n)
	}
	corners, ok := cql2.Corners(v)
	if !ok {
		return bad("bbox must be four or six decimal numbers: the lower corner, then the upper one")
	}
	shape, err := cql2.BoxShape(corners, sys.filtering())
	if err != nil {
		return bad(err.Error())
	}
	a.query.Ground = cql2.NewGround(shape)
	return nil
}

// filters reads filter and the parameters that are names of properties.
func (a *itemsAsk) filters(q url.Values) error {
	columns := a.c.Filterable()
	for _, name := range propertyNames(a.c) {
		if !q.Has(name) {
			continue
		}
		f, err := cql2.Equal(name, q.Get(name), columns)
		if err != nil {
			return &badParameter{name: name, code: "bad_filter", msg: name + ": " + err.Error()}
		}
		a.query.Filters = append(a.query.Filters, f)
	}
	sys, err := systemOf(a.pic, "filter-crs", q.Get("filter-crs"))
	if err != nil || !q.Has("filter") {
		return err
	}
	f, err := cql2.Parse(q.Get("filter"), columns, sys.filtering())
	if err != nil {
		return &badParameter{name: "filter", code: "bad_filter", msg: "filter: " + err.Error()}
	}
	a.query.Filters = append(a.query.Filters, f)
	return nil
}

// propertyNames are the properties that a parameter can name.
func propertyNames(c *atlas.Collection) []string {
	var out []string
	for _, col := range c.Columns {
		if col.Type != cql2.Geometry {
			out = append(out, col.Name)
		}
	}
	return out
}

// properties are the names that a call for features takes beside those of the table.
func (s *Server) properties(r *http.Request) []string {
	c, err := s.atlas.Current().Collection(segment(r, "collection"))
	if err != nil {
		return nil
	}
	return propertyNames(c)
}

// sorting reads sortby: names with + or - before them. A + in an address is a space.
func sorting(c *atlas.Collection, text string) ([]atlas.FeatureSort, error) {
	if text == "" {
		return nil, nil
	}
	bad := func(msg string) error { return &badParameter{name: "sortby", code: "bad_sortby", msg: msg} }
	var out []atlas.FeatureSort
	for part := range strings.SplitSeq(text, ",") {
		name := strings.TrimLeft(part, " +-")
		i := slices.IndexFunc(c.Columns, func(col atlas.FeatureColumn) bool { return col.Name == name && col.Type != cql2.Geometry })
		if i < 0 || len(part)-len(name) > 1 {
			return nil, bad("sortby cannot be " + quote(part) + "; known are " + strings.Join(propertyNames(c), ", ") + ", each with + or - before it")
		}
		if len(out) == maxSortKeys {
			return nil, bad("sortby has more than 8 properties")
		}
		out = append(out, atlas.FeatureSort{Column: i, Down: part[0] == '-'})
	}
	return out, nil
}
