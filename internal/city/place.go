package city

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// PlaceState is how far a place has come.
type PlaceState string

// The states of a place, from the plan to its end.
const (
	PlacePlanned  PlaceState = "planned"
	PlaceApplied  PlaceState = "applied"
	PlaceReviewed PlaceState = "reviewed"
	PlaceApproved PlaceState = "approved"
	PlaceBuilding PlaceState = "building"
	PlaceAccepted PlaceState = "accepted"
	PlaceOpen     PlaceState = "open"
	PlaceClosed   PlaceState = "closed"
)

// PlaceStates lists the states in their order.
func PlaceStates() []PlaceState {
	return []PlaceState{PlacePlanned, PlaceApplied, PlaceReviewed, PlaceApproved, PlaceBuilding, PlaceAccepted, PlaceOpen, PlaceClosed}
}

// Place is the content of one version of a place of service.
type Place struct {
	// Kind is the key of a kind of places of the scheme. It is the layer of the place's key.
	Kind string
	Code string
	// Former are the codes that this same place had before, oldest first.
	Former  []string
	Names   Names
	Address Address
	Point   geo.Point
	// Entrances are the mapped ones, the main one first.
	Entrances []geo.Point
	// Services says what is offered, Skills what those who are there can do: keys or words.
	Services, Skills []string
	// Hours are those of every day; nil = not known.
	Hours *Hours
	State PlaceState
	// FloorArea is in whole square metres; nil = not known.
	FloorArea *int64
	// Cost of a place that is not there yet is in whole yuan; nil = not known.
	Cost *int64
	// Stages is the log of a candidate, the first stage first; empty = none is kept.
	Stages []Stage
	// Tenure says by what right the rooms are used (owned, rented, lent …).
	Tenure string
	// Owner is the code of the organisation that runs the place.
	Owner    string
	Class    map[string]string
	Source   string
	DataDate string // YYYY-MM-DD, as the source says; empty = not said
}

// Key is the place's key.
func (p *Place) Key() Key { return Key{Kind: KindPlace, Layer: p.Kind, Code: p.Code} }

// Name is the first name that the place has, in the order zh, zh-Hant, en; else its code.
func (p *Place) Name() string { return p.Names.or(p.Code) }

// Box is the place's point.
func (p *Place) Box() geo.Box { return geo.EmptyBox().Extend(p.Point) }

func (p *Place) former() []string    { return p.Former }
func (p *Place) named(*Scheme) []Key { return nil }

// Check tells whether a Change could put the place.
func (p *Place) Check(s *Scheme) error { return p.check(s) }

func (p *Place) check(s *Scheme) error {
	k := p.Key()
	if err := s.checkPlaceKind(p.Kind); err != nil {
		return err
	}
	if !slices.Contains(PlaceStates(), p.State) {
		return Errorf(Invalid, "bad_state", "%s: %q is no state of a place; there are %v", k, p.State, PlaceStates())
	}
	if err := checkPoints(k, "position", []geo.Point{p.Point}); err != nil {
		return err
	}
	if err := checkPoints(k, "entrances", p.Entrances); err != nil {
		return err
	}
	if err := checkCount(k, "floor area", p.FloorArea); err != nil {
		return err
	}
	if err := checkCount(k, "cost", p.Cost); err != nil {
		return err
	}
	if err := p.checkStages(k); err != nil {
		return err
	}
	if err := p.Hours.check(); err != nil {
		return Errorf(Invalid, "bad_hours", "%s: %s", k, err)
	}
	if err := p.checkWords(k); err != nil {
		return err
	}
	return ProfileFree.CheckCode(p.Code)
}

func (p *Place) checkWords(k Key) error {
	if len(p.Services) > MaxTags || len(p.Skills) > MaxTags {
		return Errorf(Invalid, "bad_text", "%s: it has %d services and %d skills; at most %d of each are kept", k, len(p.Services), len(p.Skills), MaxTags)
	}
	texts := append(p.Address.texts(), text{"tenure", p.Tenure}, text{"owner", p.Owner}, text{"source", p.Source}, text{"data date", p.DataDate})
	for _, tag := range slices.Concat(p.Services, p.Skills) {
		texts = append(texts, text{"tag", tag})
	}
	return checkTexts(k, p.Names, p.Class, texts...)
}

// placeBody is the canonical content of a place.
type placeBody struct {
	Kind      string            `cbor:"kind"`
	Code      string            `cbor:"code"`
	Former    []string          `cbor:"former,omitempty"`
	Names     Names             `cbor:"names"`
	Address   Address           `cbor:"address"`
	Point     []int32           `cbor:"point"`               // x,y in lattice units
	Entrances []int32           `cbor:"entrances,omitempty"` // x,y,x,y…
	Services  []string          `cbor:"services,omitempty"`
	Skills    []string          `cbor:"skills,omitempty"`
	Hours     *Hours            `cbor:"hours,omitempty"`
	State     PlaceState        `cbor:"state"`
	FloorArea *int64            `cbor:"floor_area,omitempty"`
	Cost      *int64            `cbor:"cost,omitempty"`
	Stages    []Stage           `cbor:"stages,omitempty"`
	Tenure    string            `cbor:"tenure,omitempty"`
	Owner     string            `cbor:"owner,omitempty"`
	Class     map[string]string `cbor:"class,omitempty"`
	Source    string            `cbor:"source,omitempty"`
	DataDate  string            `cbor:"data_date,omitempty"`
}

func (p *Place) body() any {
	return placeBody{
		Kind: p.Kind, Code: p.Code, Former: p.Former, Names: p.Names, Address: p.Address, Point: flat([]geo.Point{p.Point}),
		Entrances: flat(p.Entrances), Services: p.Services, Skills: p.Skills, Hours: p.Hours, State: p.State,
		FloorArea: p.FloorArea, Cost: p.Cost, Stages: p.Stages, Tenure: p.Tenure, Owner: p.Owner, Class: p.Class, Source: p.Source, DataDate: p.DataDate,
	}
}

func (b *placeBody) content() (Content, error) {
	p := &Place{
		Kind: b.Kind, Code: b.Code, Former: b.Former, Names: b.Names, Address: b.Address, Services: b.Services, Skills: b.Skills,
		Hours: b.Hours, State: b.State, FloorArea: b.FloorArea, Cost: b.Cost, Stages: b.Stages, Tenure: b.Tenure, Owner: b.Owner, Class: b.Class,
		Source: b.Source, DataDate: b.DataDate,
	}
	at, err := onePoint(b.Point)
	if err != nil {
		return nil, err
	}
	p.Point = *at
	p.Entrances, err = points(b.Entrances)
	return p, err
}
