package city

import "github.com/redsail/redsail/geo"

// LayerOrganisation is the layer in the key of every organisation.
const LayerOrganisation = "organisation"

// Organisation is the content of one version of an organisation: a Party organisation, a property
// company, a committee of owners or residents, a firm, a team.
type Organisation struct {
	Code string
	// Former are the codes that this same organisation had before, oldest first.
	Former []string
	Names  Names
	// Kind is the key of a kind of organisations of the scheme.
	Kind string
	// Form says how it was set up, for example own or joint of a branch.
	Form string
	// Parent is the code of the organisation above it; empty = none is known.
	Parent string
	// Of is what it is the organisation of: a street, a community, a grid, a compound, a building;
	// the zero Seat = nothing.
	Of Seat
	// Covers are areas that it looks after besides, as a joint branch does its compounds.
	Covers []Seat
	// Place is where it works and meets; the zero Seat = not known. Point is where it stands where
	// no place is kept of it; nil = not known.
	Place   Seat
	Point   *geo.Point
	Address Address
	// Members counts them; nil = not known. No member is kept.
	Members     *int64
	OfficePhone string
	Class       map[string]string
	Source      string
	DataDate    string // YYYY-MM-DD, as the source says; empty = not said
}

// MaxCovers is the largest number of areas that one organisation looks after.
const MaxCovers = 1000

// Key is the organisation's key.
func (o *Organisation) Key() Key {
	return Key{Kind: KindOrganisation, Layer: LayerOrganisation, Code: o.Code}
}

// Name is the first name that it has, in the order zh, zh-Hant, en; else its code.
func (o *Organisation) Name() string { return o.Names.or(o.Code) }

// Box is its point; empty where it has none.
func (o *Organisation) Box() geo.Box {
	if o.Point == nil {
		return geo.EmptyBox()
	}
	return geo.EmptyBox().Extend(*o.Point)
}

func (o *Organisation) former() []string    { return o.Former }
func (o *Organisation) named(*Scheme) []Key { return nil }

// Check judges the organisation by itself, as a store does before it keeps it.
func (o *Organisation) Check(s *Scheme) error { return o.check(s) }

func (o *Organisation) check(s *Scheme) error {
	k := o.Key()
	if err := s.checkOrganisationKind(o.Kind); err != nil {
		return err
	}
	if err := o.checkSeats(k, s); err != nil {
		return err
	}
	if o.Point != nil && !onEarth(*o.Point) {
		return Errorf(Invalid, "bad_shape", "%s: its point (%d, %d) is not on the earth", k, o.Point.X, o.Point.Y)
	}
	if err := checkCount(k, "number of members", o.Members); err != nil {
		return err
	}
	if o.OfficePhone != "" && !IsPhone(o.OfficePhone) {
		return Errorf(Invalid, "bad_phone", "%s: its office phone is no phone number", k)
	}
	texts := append(o.Address.texts(), text{"form", o.Form}, text{"source", o.Source}, text{"data date", o.DataDate})
	if err := checkTexts(k, o.Names, o.Class, texts...); err != nil {
		return err
	}
	if o.Parent == o.Code {
		return Errorf(Invalid, "bad_parent", "%s: it is above itself", k)
	}
	if o.Parent != "" {
		if err := ProfileFree.CheckCode(o.Parent); err != nil {
			return err
		}
	}
	return ProfileFree.CheckCode(o.Code)
}

func (o *Organisation) checkSeats(k Key, s *Scheme) error {
	if len(o.Covers) > MaxCovers {
		return Errorf(Invalid, "bad_seat", "%s: it covers %d areas; at most %d are kept", k, len(o.Covers), MaxCovers)
	}
	seats := append([]Seat{}, o.Covers...)
	for _, one := range []Seat{o.Of, o.Place} {
		if one != (Seat{}) {
			seats = append(seats, one)
		}
	}
	for _, seat := range seats {
		if err := seat.check(k, s); err != nil {
			return err
		}
	}
	if o.Place != (Seat{}) && o.Place.Kind != KindPlace {
		return Errorf(Invalid, "bad_seat", "%s: its place is a %s", k, o.Place.Kind)
	}
	return nil
}

// organisationBody is the canonical content of an organisation.
type organisationBody struct {
	Code        string            `cbor:"code"`
	Former      []string          `cbor:"former,omitempty"`
	Names       Names             `cbor:"names"`
	Kind        string            `cbor:"kind"`
	Form        string            `cbor:"form,omitempty"`
	Parent      string            `cbor:"parent,omitempty"`
	Of          *seatBody         `cbor:"of,omitempty"`
	Covers      []seatBody        `cbor:"covers,omitempty"`
	Place       *seatBody         `cbor:"place,omitempty"`
	Point       []int32           `cbor:"point,omitempty"` // x,y in lattice units
	Address     Address           `cbor:"address"`
	Members     *int64            `cbor:"members,omitempty"`
	OfficePhone string            `cbor:"office_phone,omitempty"`
	Class       map[string]string `cbor:"class,omitempty"`
	Source      string            `cbor:"source,omitempty"`
	DataDate    string            `cbor:"data_date,omitempty"`
}

func (o *Organisation) body() any {
	b := organisationBody{
		Code: o.Code, Former: o.Former, Names: o.Names, Kind: o.Kind, Form: o.Form, Parent: o.Parent,
		Of: o.Of.optional(), Place: o.Place.optional(), Address: o.Address, Members: o.Members,
		OfficePhone: o.OfficePhone, Class: o.Class, Source: o.Source, DataDate: o.DataDate,
	}
	for _, seat := range o.Covers {
		b.Covers = append(b.Covers, seat.body())
	}
	if o.Point != nil {
		b.Point = flat([]geo.Point{*o.Point})
	}
	return b
}

// optional is nil for the zero Seat.
func (s Seat) optional() *seatBody {
	if s == (Seat{}) {
		return nil
	}
	b := s.body()
	return &b
}

func (b *organisationBody) content() (Content, error) {
	o := &Organisation{
		Code: b.Code, Former: b.Former, Names: b.Names, Kind: b.Kind, Form: b.Form, Parent: b.Parent,
		Address: b.Address, Members: b.Members, OfficePhone: b.OfficePhone, Class: b.Class, Source: b.Source, DataDate: b.DataDate,
	}
	var err error
	for _, one := range []struct {
		from *seatBody
		to   *Seat
	}{{b.Of, &o.Of}, {b.Place, &o.Place}} {
		if one.from == nil {
			continue
		}
		if *one.to, err = one.from.seat(); err != nil {
			return nil, err
		}
	}
	for _, body := range b.Covers {
		seat, err := body.seat()
		if err != nil {
			return nil, err
		}
		o.Covers = append(o.Covers, seat)
	}
	if b.Point != nil {
		o.Point, err = onePoint(b.Point)
	}
	return o, err
}
