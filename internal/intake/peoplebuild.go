package intake

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// group are the rows of one code, by the date from which they hold.
type group struct {
	code   string
	rows   []*draft
	stored []*city.Record // in the order of time
}

// build gives every row its content. A row that is rejected may be named by another one, which is
// then looked at once more.
func (im *peopleImporter) build(ctx context.Context) ([]*group, error) {
	groups := im.group()
	if im.o.Kind == city.KindPerson {
		if err := im.openDetails(ctx, groups); err != nil {
			return nil, err
		}
	}
	crossing := im.head.has(colStandIns) || im.head.has(colParent)
	for {
		before := len(im.report.Rejected)
		known := im.knownCodes(groups)
		for _, g := range groups {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if err := im.buildGroup(g, known); err != nil {
				return nil, err
			}
		}
		if len(im.report.Rejected) == before || !crossing {
			for _, d := range im.drafts {
				d.raw = rawRow{} // it is in the content now
			}
			return groups, nil
		}
	}
}

// group gathers rows by code and rejects those that contradict an earlier one.
func (im *peopleImporter) group() []*group {
	byCode := map[string]*group{}
	for _, d := range im.drafts {
		if d.code == "" {
			continue
		}
		g := byCode[d.code]
		if g == nil {
			g = &group{code: d.code, stored: im.stored[d.code]}
			byCode[d.code] = g
		}
		g.rows = append(g.rows, d)
	}
	groups := slices.SortedFunc(maps.Values(byCode), func(a, b *group) int { return cmp.Compare(a.code, b.code) })
	for _, g := range groups {
		slices.SortStableFunc(g.rows, func(a, b *draft) int { return cmp.Compare(a.valid.From, b.valid.From) })
		var last *draft
		for _, d := range g.rows {
			switch {
			case d.rejected:
				continue
			case last != nil && last.valid.From == d.valid.From:
				im.reject(d, &rowFault{im.head.titles[colCode], "duplicate_code", fmt.Sprintf("row %d has the same code from the same date", last.row)})
				continue
			case last != nil && last.valid.To != city.OpenEnd && last.valid.To > d.valid.From:
				im.reject(d, &rowFault{im.head.titles[colFrom], "overlapping_rows", fmt.Sprintf("row %d of the same code holds until %s", last.row, last.valid.To)})
				continue
			}
			last = d
		}
	}
	return groups
}

// knownCodes are those of the kind that the store has, or that the file brings.
func (im *peopleImporter) knownCodes(groups []*group) map[string]bool {
	known := make(map[string]bool, len(im.stored)+len(groups))
	for code := range im.stored {
		known[code] = true
	}
	for _, g := range groups {
		if slices.ContainsFunc(g.rows, func(d *draft) bool { return !d.rejected }) {
			known[g.code] = true
		}
	}
	return known
}

func (im *peopleImporter) buildGroup(g *group, known map[string]bool) error {
	var last *draft
	for _, d := range g.rows {
		if d.rejected {
			continue
		}
		var fault *rowFault
		var err error
		base := g.base(d, last)
		switch {
		case d.raw.post != nil:
			fault, err = im.makePost(d, base, known)
		case d.raw.organisation != nil:
			fault, err = im.makeOrganisation(d, base, known)
		default:
			fault, err = im.makePerson(d, base)
		}
		if err != nil {
			return err
		}
		if fault != nil {
			im.reject(d, fault)
			continue
		}
		last = d
	}
	return nil
}

// base is what a row is put over: what holds at its date, else what held last or comes first.
func (g *group) base(d, last *draft) city.Content {
	if last != nil && last.valid.To >= d.valid.From {
		return last.content
	}
	var out city.Content
	for _, r := range g.stored {
		if out == nil || r.Valid.From <= d.valid.From {
			out = r.Content
		}
	}
	return out
}

// in says in which column a fault is.
func (im *peopleImporter) in(key string, f *rowFault) *rowFault {
	f.column = im.head.titles[key]
	return f
}

func keep[T any](im *peopleImporter, key string, to *T, from T) {
	if !im.head.has(key) {
		*to = from
	}
}

// keepOrigin keeps source and date of the data where neither a column nor the whole file says them.
func (im *peopleImporter) keepOrigin(source, date *string, oldSource, oldDate string) {
	if im.o.Origin.Source == "" {
		keep(im, colSource, source, oldSource)
	}
	if im.o.Origin.DataDate == "" {
		keep(im, colDataDate, date, oldDate)
	}
}

// makePost puts a row over what there was, and looks up what it names.
func (im *peopleImporter) makePost(d *draft, base city.Content, known map[string]bool) (*rowFault, error) {
	p := *d.raw.post
	p.Code, p.StandIns = d.code, d.raw.standIns
	seat := d.raw.seat
	if b, ok := base.(*city.Post); ok {
		im.keepPost(&p, b)
		if !im.head.has(colAt) {
			seat = seatText{b.At.Layer, b.At.Code}
		}
	}
	if p.Role == "" {
		return im.in(colRole, &rowFault{reason: "no_role", message: "a new post needs a role"}), nil
	}
	role, err := im.scheme.Role(p.Role)
	if err != nil {
		return nil, err
	}
	if seat.text == "" {
		return im.in(colAt, &rowFault{reason: "no_seat", message: "it does not say for which area, building, place or organisation the post is"}), nil
	}
	on := im.scheme.RoleLayers(role)
	at, fault, err := im.seats.find(seat, on, im.checkDates(d))
	if err != nil || fault != nil {
		return im.inSeat(fault), err
	}
	if p.At = at; len(on) > 0 && !slices.Contains(on, at.Layer) {
		return im.in(colAt, &rowFault{reason: "bad_seat", message: fmt.Sprintf("a %s is not of a %s", p.Role, at.Layer)}), nil
	}
	if fault := im.person(d, &p); fault != nil {
		return im.in(colPerson, fault), nil
	}
	for _, code := range p.StandIns {
		if code == d.code {
			return im.in(colStandIns, &rowFault{reason: "bad_stand_in", message: "the post stands in for itself"}), nil
		}
		if !known[code] {
			return im.in(colStandIns, &rowFault{reason: "unknown_stand_in", message: "one of the stand-ins is no post of the store, nor one that this file brings"}), nil
		}
	}
	d.content = &p
	return checked(p.Check(im.scheme)), nil
}

func (im *peopleImporter) inSeat(f *rowFault) *rowFault {
	if f != nil {
		f.column = cmp.Or(im.head.titles[colAt], im.head.titles[colOf])
	}
	return f
}

// keepPost leaves what the file has no column for as it was.
func (im *peopleImporter) keepPost(p, b *city.Post) {
	x, was := p.Rare(), b.Rare()
	x.Former, x.Class, x.Names.ZhHant = was.Former, was.Class, was.Names.ZhHant
	keep(im, colName, &x.Names.Zh, was.Names.Zh)
	keep(im, colNameEn, &x.Names.En, was.Names.En)
	keep(im, colSpecialty, &x.Specialty, was.Specialty)
	p.Extra = x.Kept()
	keep(im, colRole, &p.Role, b.Role)
	keep(im, colPerson, &p.Person, b.Person)
	keep(im, colActing, &p.Acting, b.Acting)
	keep(im, colTasks, &p.Tasks, b.Tasks)
	keep(im, colDuty, &p.Duty, b.Duty)
	keep(im, colHours, &p.Hours, b.Hours)
	keep(im, colStandIns, &p.StandIns, b.StandIns)
	keep(im, colOfficePhone, &p.OfficePhone, b.OfficePhone)
	im.keepOrigin(&p.Source, &p.DataDate, b.Source, b.DataDate)
}

// person checks who holds the post.
func (im *peopleImporter) person(d *draft, p *city.Post) *rowFault {
	if p.Person == "" {
		return nil
	}
	at, has := im.people.byCode[p.Person]
	if !has {
		return &rowFault{reason: "unknown_person", message: "no person has this code: import the persons first"}
	}
	t := &im.people.things[at]
	p.Person = t.code
	fault := t.outside(im.checkDates(d), "the record of the person")
	if fault != nil {
		fault.reason = map[bool]string{true: "person_ended", false: "person_not_begun"}[fault.reason == "seat_ended"]
	}
	return fault
}

// checked is a fault that only the whole content shows. Its text names keys and codes alone.
func checked(err error) *rowFault {
	if err == nil {
		return nil
	}
	return &rowFault{reason: city.CodeOf(err), message: err.Error()}
}

// makeOrganisation puts a row over what there was, and looks up what it names.
func (im *peopleImporter) makeOrganisation(d *draft, base city.Content, known map[string]bool) (*rowFault, error) {
	o := *d.raw.organisation
	o.Code = d.code
	if b, ok := base.(*city.Organisation); ok {
		im.keepOrganisation(&o, b)
	}
	if o.Kind == "" {
		return im.in(colKind, &rowFault{reason: "unknown_kind", message: "a new organisation needs a kind"}), nil
	}
	if o.Parent != "" && !known[o.Parent] {
		return im.in(colParent, &rowFault{reason: "unknown_parent", message: "the organisation above it is not in the store, and this file does not bring it"}), nil
	}
	dates := im.checkDates(d)
	if d.raw.seat.text != "" {
		of, fault, err := im.seats.find(d.raw.seat, nil, dates)
		if err != nil || fault != nil {
			return im.inSeat(fault), err
		}
		o.Of = of
	}
	if d.raw.place.text != "" {
		place, fault, err := im.seats.find(d.raw.place, im.placeKinds(), dates)
		if err != nil {
			return nil, err
		}
		if fault == nil && place.Kind != city.KindPlace {
			fault = &rowFault{reason: "bad_seat", message: "it is no place"}
		}
		if fault != nil {
			return im.in(colPlace, fault), nil
		}
		o.Place = place
	}
	for _, text := range d.raw.covers {
		seat, fault, err := im.seats.find(seatText{text: text}, nil, dates)
		if err != nil {
			return nil, err
		}
		if fault != nil {
			return im.in(colCovers, fault), nil
		}
		o.Covers = append(o.Covers, seat)
	}
	d.content = &o
	return checked(o.Check(im.scheme)), nil
}

func (im *peopleImporter) placeKinds() (keys []string) {
	for _, p := range im.scheme.Places {
		keys = append(keys, p.Key)
	}
	return keys
}

// keepOrganisation leaves what the file has no column for as it was.
func (im *peopleImporter) keepOrganisation(o, b *city.Organisation) {
	o.Former, o.Class, o.Names.ZhHant = b.Former, b.Class, b.Names.ZhHant
	keep(im, colName, &o.Names.Zh, b.Names.Zh)
	keep(im, colNameEn, &o.Names.En, b.Names.En)
	keep(im, colKind, &o.Kind, b.Kind)
	keep(im, colForm, &o.Form, b.Form)
	keep(im, colParent, &o.Parent, b.Parent)
	keep(im, colOf, &o.Of, b.Of)
	keep(im, colCovers, &o.Covers, b.Covers)
	keep(im, colPlace, &o.Place, b.Place)
	keep(im, colLon, &o.Point, b.Point)
	keep(im, colRoad, &o.Address.Road, b.Address.Road)
	keep(im, colNumber, &o.Address.Number, b.Address.Number)
	keep(im, colCompound, &o.Address.Compound, b.Address.Compound)
	keep(im, colHouse, &o.Address.Building, b.Address.Building)
	keep(im, colMembers, &o.Members, b.Members)
	keep(im, colOfficePhone, &o.OfficePhone, b.OfficePhone)
	im.keepOrigin(&o.Source, &o.DataDate, b.Source, b.DataDate)
}
