package atlas

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// PlaceCard is what anybody may know of a place of service.
type PlaceCard struct {
	Kind      string            `json:"kind"`
	Code      string            `json:"code"`
	Name      string            `json:"name" doc:"the first name there is: zh, zh-Hant, en, else the code"`
	Names     city.Names        `json:"names"`
	Address   string            `json:"address"`
	Point     [2]float64        `json:"point" doc:"lon, lat"`
	Entrances [][2]float64      `json:"entrances" doc:"lon, lat of each, the main one first"`
	Hours     *HoursCard        `json:"hours" doc:"null when they are not known"`
	Open      *bool             `json:"open" doc:"whether it is open at the time asked for; null when it is not known"`
	State     city.PlaceState   `json:"state" enum:"planned,applied,reviewed,approved,building,accepted,open,closed"`
	Services  []string          `json:"services"`
	Skills    []string          `json:"skills"`
	FloorArea *int64            `json:"floor_area" doc:"square metres; null when it is not known"`
	Tenure    string            `json:"tenure"`
	Class     map[string]string `json:"class"`
	Source    string            `json:"source"`
	DataDate  string            `json:"data_date" doc:"YYYY-MM-DD, as the source says; empty = not said"`
}

// PlaceDetail is the card of one place with its story.
type PlaceDetail struct {
	PlaceCard
	Matched    city.Matched `json:"matched" enum:"code,former,retired" doc:"by which right the code found the place"`
	Former     []string     `json:"former" doc:"codes that the same place had before, oldest first"`
	Successors []string     `json:"successors" doc:"codes that take over when it ends"`
	Valid      Span         `json:"valid"`
}

// PlaceFilter selects places; its conditions are joined by "and".
type PlaceFilter struct {
	// Kinds are keys of the scheme; empty = all.
	Kinds []string
	// State is one of city.PlaceStates; empty = any.
	State city.PlaceState
	// Box selects the places whose point lies in it; nil = all.
	Box *geo.Box
}

// Places lists at most limit places behind a key (the zero key = from the first), by kind,
// then code, in byte order. Whether they are open is said of t. more is true when there are
// others behind them.
func (p *Picture) Places(f PlaceFilter, after city.Key, limit int, t time.Time) (cards []PlaceCard, more bool) {
	cards = []PlaceCard{}
	for _, kind := range p.kindsOf(f.Kinds) {
		in := p.inLayer(city.KindPlace, kind)
		for i := range in {
			pl, ok := in[i].Content.(*city.Place)
			if !ok || pl.Key().Compare(after) <= 0 || f.State != "" && pl.StateOn(p.Date) != f.State || f.Box != nil && !f.Box.Contains(pl.Point) {
				continue
			}
			if len(cards) == limit {
				return cards, true
			}
			cards = append(cards, placeCard(pl, t))
		}
	}
	return cards, false
}

// kindsOf are the kinds that were asked for, or all, in byte order.
func (p *Picture) kindsOf(asked []string) []string {
	kinds := asked
	if len(kinds) == 0 {
		for _, k := range p.Scheme.Places {
			kinds = append(kinds, k.Key)
		}
	}
	kinds = slices.Sorted(slices.Values(kinds))
	return slices.Compact(kinds)
}

// Place answers a code of a kind of places, or of any kind when kind is empty: that of a
// place in force, else what the store knows of it. A code that stands in several kinds is
// Conflict with code ambiguous_code; the text lists them.
func (a *Atlas) Place(ctx context.Context, p *Picture, kind, code string, t time.Time) (*PlaceDetail, error) {
	r, matched, err := a.findPlace(ctx, p, kind, code)
	if err != nil {
		return nil, err
	}
	return placeDetail(r, matched, t)
}

// findPlace is what Place answers of, and by which right the code found it.
func (a *Atlas) findPlace(ctx context.Context, p *Picture, kind, code string) (*city.Record, city.Matched, error) {
	kinds := p.kindsOf(nil)
	if kind != "" {
		kinds = []string{kind}
	}
	var here []string
	for _, k := range kinds {
		if _, found := p.thing(city.Key{Kind: city.KindPlace, Layer: k, Code: code}); found {
			here = append(here, k)
		}
	}
	switch len(here) {
	case 0:
		return a.pastPlace(ctx, p, kinds, code)
	case 1:
		r, _ := p.thing(city.Key{Kind: city.KindPlace, Layer: here[0], Code: code})
		return r, city.MatchedCode, nil
	default:
		return nil, "", ambiguous(code, here)
	}
}

// pastPlace asks the store for a code that no place has now.
func (a *Atlas) pastPlace(ctx context.Context, p *Picture, kinds []string, code string) (*city.Record, city.Matched, error) {
	var found *city.Record
	var by city.Matched
	var here []string
	for _, k := range kinds {
		r, matched, err := a.record(ctx, p, city.Key{Kind: city.KindPlace, Layer: k, Code: code})
		if city.CodeOf(err) == "unknown_code" {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		found, by, here = &r, matched, append(here, k)
	}
	switch len(here) {
	case 0:
		return nil, "", city.Errorf(city.NotFound, "unknown_code", "no place has the code %q at that date", code)
	case 1:
		return found, by, nil
	default:
		return nil, "", ambiguous(code, here)
	}
}

func ambiguous(code string, kinds []string) error {
	return city.Errorf(city.Conflict, "ambiguous_code", "the code %q stands in several kinds: name one of %s", code, strings.Join(kinds, ", "))
}

func placeDetail(r *city.Record, matched city.Matched, t time.Time) (*PlaceDetail, error) {
	pl, ok := r.Content.(*city.Place)
	if !ok {
		return nil, city.Errorf(city.Internal, "internal", "%s is no place", r.Key())
	}
	d := &PlaceDetail{
		PlaceCard: placeCard(pl, t), Matched: matched, Former: orEmpty(pl.Former), Successors: orEmpty(r.Successors), Valid: spanOf(r.Valid),
	}
	if matched == city.MatchedRetired {
		closed := false
		d.Open = &closed
	}
	return d, nil
}

func placeCard(pl *city.Place, t time.Time) PlaceCard {
	return PlaceCard{
		Kind: pl.Kind, Code: pl.Code, Name: pl.Name(), Names: pl.Names, Address: pl.Address.String(), Point: pl.Point.LonLat(),
		Entrances: positions(pl.Entrances), Hours: hoursCard(pl.Hours), Open: openAt(pl, t), State: pl.StateOn(city.DateOf(t)),
		Services: orEmpty(pl.Services), Skills: orEmpty(pl.Skills), FloorArea: pl.FloorArea, Tenure: pl.Tenure,
		Class: orNone(pl.Class), Source: pl.Source, DataDate: pl.DataDate,
	}
}

// openAt tells whether a place is open at t in the city's zone; nil = it is not known.
func openAt(pl *city.Place, t time.Time) *bool {
	open, known := false, true
	if pl.State == city.PlaceOpen {
		open, known = pl.Hours.OpenAt(t, calendarOf(pl.Hours))
	}
	if !known {
		return nil
	}
	return &open
}

func positions(ps []geo.Point) [][2]float64 {
	out := make([][2]float64, len(ps))
	for i, q := range ps {
		out[i] = q.LonLat()
	}
	return out
}
