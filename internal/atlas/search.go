package atlas

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Limits of a search.
const (
	MaxSearchText    = 200 // runes
	MaxSearchHits    = 50
	DefaultSearchCut = 10
)

// SearchAsk is a question to the search box.
type SearchAsk struct {
	// Text is a name, an address, a code or coordinates, in any spelling: see Search.
	Text string
	// Limit is the most hits wanted; 0 = DefaultSearchCut.
	Limit int
	// Near ranks hits that are equally good; nil = nowhere.
	Near *geo.Point
	// Bodies tells which organisations, by what they lie in or cover, may be found too; nil = none.
	Bodies func(lineage []city.Seat) bool
}

// Kinds of Hit.
const (
	HitArea       = "area"
	HitPlace      = "place"
	HitBuilding   = "building"
	HitAddress    = "address" // a house number that several buildings share
	HitLine       = "line"    // a road, a river …: all its pieces together
	HitCoordinate = "coordinate"
)

// What a Hit may have matched by.
const (
	ByCode       = "code"
	ByFormer     = "former"  // a code or name that the same thing had before
	ByRetired    = "retired" // a code or name of what has ended; the hit is an heir
	ByName       = "name"
	ByPinyin     = "pinyin"
	ByInitials   = "initials"
	ByAddress    = "address"
	ByCoordinate = "coordinate"
	// ByOrganisation: an organisation of that name works there, runs it or is of it.
	ByOrganisation = "organisation"
)

// Hit is one answer of the search box. It says nothing of persons or households.
type Hit struct {
	Kind string `json:"kind"`
	// Layer is a layer of the scheme, a kind of places, a layer of lines or "building"; empty
	// for coordinates.
	Layer  string `json:"layer"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en,omitempty"`
	// Context says where it is: the areas that hold it, the widest first, and its address.
	Context string `json:"context"`
	Matched string `json:"matched"`
	// Note is the old code or name that matched, the successors' story, the datum of
	// coordinates, or what of the question was left aside.
	Note string `json:"note,omitempty"`
	// Point is lon, lat in degrees, WGS-84: where to look.
	Point [2]float64 `json:"point"`
	// Bounds are west, south, east, north; nil of what is a point.
	Bounds *[4]float64 `json:"bounds,omitempty"`
}

// Search finds areas, places, buildings, addresses, roads and coordinates by a text. It
// takes codes of today, former and retired ones, and their beginnings; names as they are
// written, in simplified or traditional characters, with Chinese or Arabic numbers, in
// pinyin or its initials; parts of names; several words; addresses; coordinates in any
// datum and links that map programs share. The best hits come first, and the same question
// to the same picture gives the same hits.
//
// It fails with Invalid and code empty_query, query_too_long or out_of_range, or with what
// the store says when the index, made at the first question, cannot be read. ctx limits the
// waiting for it. No error holds the text.
func (a *Atlas) Search(ctx context.Context, p *Picture, ask SearchAsk) ([]Hit, error) {
	limit, err := ask.check()
	if err != nil {
		return nil, err
	}
	if hits := p.coordinates(ask.Text); len(hits) > 0 {
		return hits[:min(len(hits), limit)], nil
	}
	x, err := a.searchIndex(ctx, p)
	if err != nil {
		return nil, err
	}
	hits := x.search(ask.Text, ask.Near, limit)
	if hits, err = p.withAddress(hits, ask.Text, limit); err != nil {
		return nil, err
	}
	return x.withBodies(hits, ask, limit), nil
}

func (ask *SearchAsk) check() (limit int, err error) {
	limit = ask.Limit
	if limit == 0 {
		limit = DefaultSearchCut
	}
	switch {
	case limit < 1 || limit > MaxSearchHits:
		return 0, city.Errorf(city.Invalid, "out_of_range", "limit is %d; a search gives 1 to %d hits", ask.Limit, MaxSearchHits)
	case strings.TrimSpace(ask.Text) == "":
		return 0, city.Errorf(city.Invalid, "empty_query", "there is nothing to search for")
	case utf8.RuneCountInString(ask.Text) > MaxSearchText:
		return 0, city.Errorf(city.Invalid, "query_too_long", "the text to search for is longer than %d characters", MaxSearchText)
	}
	return limit, nil
}
