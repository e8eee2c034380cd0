package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Sizes of a page.
const (
	defaultLimit = 100
	maxLimit     = 1000
	maxCursor    = 4 << 10
)

// cursor says where a list goes on. It holds the state that the first page was of, so that
// all pages are of one revision and date, whatever comes between; clients take it as it is.
type cursor struct {
	// Query is a digest of the timeline, the path and the query, less cursor and limit.
	Query    string    `json:"q"`
	Revision int64     `json:"r"`
	Date     city.Date `json:"d"`
	// Layer and Code are the last item's.
	Layer string `json:"l"`
	Code  string `json:"c"`
}

// sheet is the page of a list that a call asks for.
type sheet struct {
	pic   *atlas.Picture
	at    time.Time
	after city.Key // the last item of the page before; zero for the first page
	limit int
	query string // as in cursor
}

// turn finds the page that is asked for: of the picture of at and revision, or of the one
// that the cursor comes from.
func (s *Server) turn(r *http.Request, q url.Values) (sheet, error) {
	pic, at, err := s.picture(r, q)
	if err != nil {
		return sheet{}, err
	}
	p := sheet{pic: pic, at: at, limit: whole(q, "limit", defaultLimit), query: s.digestOf(r, q)}
	text := q.Get("cursor")
	if text == "" {
		return p, nil
	}
	c, ok := readCursor(text)
	if !ok || c.Query != p.query {
		return sheet{}, errCursor
	}
	p.after = city.Key{Layer: c.Layer, Code: c.Code}
	p.pic, err = s.atlas.At(r.Context(), c.Date, c.Revision)
	return p, err
}

var errCursor = &badParameter{
	name: "cursor", code: "bad_cursor", msg: "the cursor is not one of this call with these parameters: begin with the first page",
}

// digestOf binds a cursor to its call.
func (s *Server) digestOf(r *http.Request, q url.Values) string {
	rest := make(url.Values, len(q))
	for name, values := range q {
		if name != "cursor" && name != "limit" {
			rest[name] = values
		}
	}
	sum := sha256.Sum256([]byte(s.atlas.Current().State.Timeline + "\x00" + r.URL.Path + "\x00" + rest.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

func readCursor(text string) (c cursor, ok bool) {
	if len(text) > maxCursor {
		return c, false
	}
	doc, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(doc, &c) != nil {
		return c, false
	}
	return c, c.Revision >= 1 && c.Date >= city.FirstDate && c.Date <= city.LastDate && c.Layer != ""
}

// next is the cursor of the page behind the item of a key.
func (p *sheet) next(layer, code string) string {
	return base64.RawURLEncoding.EncodeToString(encode(cursor{Query: p.query, Revision: p.pic.Revision, Date: p.pic.Date, Layer: layer, Code: code}))
}

// A list that is made as a whole for a picture is paged by how many items came before, which stand in
// place of a code, under a layer of its own that no scheme can have.
const offsetLayer = "#"

// offset is how many items of a list of n come before the page.
func (p *sheet) offset(n int) int {
	from, err := strconv.Atoi(p.after.Code)
	if err != nil || p.after.Layer != offsetLayer || from < 0 {
		return 0
	}
	return min(from, n)
}

// nextOffset is the cursor of the page behind so many items.
func (p *sheet) nextOffset(n int) string { return p.next(offsetLayer, strconv.Itoa(n)) }

// box reads bbox; nil when it was not sent.
func box(q url.Values) (*geo.Box, error) {
	text := q.Get("bbox")
	if text == "" {
		return nil, nil
	}
	bad := func(msg string) error { return &badParameter{name: "bbox", code: "bad_bbox", msg: "bbox " + msg} }
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return nil, bad("must be four numbers: west,south,east,north")
	}
	var v [4]float64
	for i, part := range parts {
		var ok bool
		if v[i], ok = atlas.ParseNumber(part); !ok {
			return nil, bad("must be four decimal numbers: west,south,east,north")
		}
	}
	lo, errLo := geo.Snap([2]float64{v[0], v[1]})
	hi, errHi := geo.Snap([2]float64{v[2], v[3]})
	if errLo != nil || errHi != nil {
		return nil, bad("must lie within ±180° and ±90°, longitude first")
	}
	if v[0] > v[2] || v[1] > v[3] {
		return nil, bad("must go from west to east and from south to north")
	}
	return &geo.Box{Min: lo, Max: hi}, nil
}

// document answers with a JSON document of a picture, which caches may ask about.
func (s *Server) document(w http.ResponseWriter, r *http.Request, pic *atlas.Picture, v any) error {
	doc := encode(v)
	return s.sendDocument(w, r, &representation{contentType: jsonType, etag: revisionTag(pic, doc), content: doc})
}

const jsonType = "application/json"
