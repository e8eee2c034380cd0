package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// keyChunk is how many keys are asked for at once.
const keyChunk = 10_000

// openDetails rejects who was erased, and opens what is sealed of those of whom the file does not
// say everything.
func (im *peopleImporter) openDetails(ctx context.Context, groups []*group) error {
	erased, err := im.keys.Erased(ctx)
	if err != nil {
		return err
	}
	gone := map[string]bool{}
	for _, code := range erased {
		gone[code] = true
	}
	var codes []string
	im.byContent = map[string][]*draft{}
	for _, g := range groups {
		if len(g.rows) > 1 {
			im.byContent[g.code] = g.rows
		}
		for _, d := range g.rows {
			if gone[g.code] {
				im.reject(d, im.in(colCode, &rowFault{reason: "person_erased", message: "the person was erased: a key is made only once, so take a new code"}))
			}
		}
		if len(g.stored) > 0 && !gone[g.code] {
			codes = append(codes, g.code)
		}
	}
	im.ownKeys = map[string][]byte{}
	for chunk := range slices.Chunk(codes, keyChunk) {
		keys, err := im.keys.Get(ctx, chunk)
		if err != nil {
			return err
		}
		for i, code := range chunk {
			im.ownKeys[code] = keys[i]
		}
	}
	return nil
}

// makePerson puts the details of a row over those that were there. They are sealed later.
func (im *peopleImporter) makePerson(d *draft, base city.Content) (*rowFault, error) {
	details := *d.raw.details
	p := &city.Person{Code: d.code, Source: d.raw.source, DataDate: d.raw.date}
	if b, ok := base.(*city.Person); ok {
		p.Former = b.Former
		im.keepOrigin(&p.Source, &p.DataDate, b.Source, b.DataDate)
		was, err := im.detailsOf(d, b)
		if err != nil {
			return nil, err
		}
		if was != nil {
			im.keepDetails(&details, was)
		}
	}
	if details.Name == "" {
		return im.in(colName, &rowFault{reason: "no_name", message: "the name is missing"}), nil
	}
	if im.head.has(colOrganisation) && details.Organisation != "" {
		at, fault, err := im.seats.find(seatText{city.LayerOrganisation, details.Organisation}, nil, im.checkDates(d))
		if err != nil {
			return nil, err
		}
		if fault != nil {
			fault.reason = "unknown_organisation"
			return im.in(colOrganisation, fault), nil
		}
		details.Organisation = at.Code
	}
	if err := details.Check(); err != nil {
		return checked(err), nil
	}
	d.content, d.details = p, &details
	return nil, nil
}

// detailsOf are those of the row before in the file, or those that are sealed in the store.
func (im *peopleImporter) detailsOf(d *draft, b *city.Person) (*city.Details, error) {
	for _, other := range im.byContent[b.Code] {
		if other != d && other.content == city.Content(b) {
			return other.details, nil
		}
	}
	key := im.ownKeys[b.Code]
	if im.wholeDetails() || key == nil || b.Sealed == nil {
		return nil, nil
	}
	return city.Unseal(key, b.Code, b.Sealed)
}

// wholeDetails is true where the file has a column for every detail.
func (im *peopleImporter) wholeDetails() bool {
	for _, key := range []string{colName, colTitle, colOrganisation, colQualified} {
		if !im.head.has(key) {
			return false
		}
	}
	return im.hasPhones()
}

func (im *peopleImporter) hasPhones() bool {
	return slices.ContainsFunc([]string{colDutyPhone, colOfficePhone, colPrivate, colPhone}, im.head.has)
}

// keepDetails leaves what the file has no column for as it was; all phones go together.
func (im *peopleImporter) keepDetails(d, was *city.Details) {
	keep(im, colName, &d.Name, was.Name)
	keep(im, colTitle, &d.Title, was.Title)
	keep(im, colOrganisation, &d.Organisation, was.Organisation)
	keep(im, colQualified, &d.Qualified, was.Qualified)
	if !im.hasPhones() {
		d.Phones = was.Phones
	}
}

// seal seals the details of all rows that are taken; of who has no key yet under one that nobody keeps,
// until settle makes those that last.
func (im *peopleImporter) seal(ctx context.Context, groups []*group) error {
	for chunk := range slices.Chunk(groups, keyChunk) {
		var codes []string
		var of []*group
		for _, g := range chunk {
			if slices.ContainsFunc(g.rows, func(d *draft) bool { return !d.rejected }) {
				codes, of = append(codes, g.code), append(of, g)
			}
		}
		keys, err := im.keysFor(ctx, codes)
		if err != nil {
			return err
		}
		for i, g := range of {
			for _, d := range g.rows {
				if err := im.sealRow(d, keys[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (im *peopleImporter) keysFor(ctx context.Context, codes []string) ([][]byte, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	keys, err := im.keys.Get(ctx, codes)
	if im.madeUp == nil {
		im.madeUp = map[string][]byte{}
	}
	for i := range keys {
		if keys[i] == nil {
			keys[i] = city.NewKey()
			im.madeUp[codes[i]] = keys[i]
		}
	}
	return keys, err
}

// settle makes the keys that are missing and seals anew under them, once it is known that the store takes
// the change: of one that is refused no keys stay, nor a file of them. A dry run makes none.
func (im *peopleImporter) settle(ctx context.Context, s city.Store) error {
	if im.o.DryRun || len(im.madeUp) == 0 {
		return nil
	}
	if _, err := city.Judge(ctx, s, im.change); err != nil {
		return err
	}
	lasting := map[string][]byte{}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(im.madeUp)), keyChunk) {
		keys, err := im.keys.Ensure(ctx, chunk)
		if err != nil {
			return err
		}
		for i, code := range chunk {
			lasting[code] = keys[i]
		}
	}
	for i := range im.change.Entries {
		p, ok := im.change.Entries[i].Content.(*city.Person)
		if !ok || im.madeUp[p.Code] == nil {
			continue
		}
		details, err := city.Unseal(im.madeUp[p.Code], p.Code, p.Sealed)
		if err != nil {
			return err
		}
		if p.Sealed, err = city.Seal(lasting[p.Code], p.Code, details); err != nil {
			return err
		}
	}
	im.madeUp = nil
	return nil
}

func (im *peopleImporter) sealRow(d *draft, key []byte) error {
	p, ok := d.content.(*city.Person)
	if d.rejected || !ok {
		return nil
	}
	sealed, err := city.Seal(key, d.code, d.details)
	if err != nil {
		return err
	}
	if p.Sealed = sealed; len(sealed) > city.MaxSealed {
		im.reject(d, &rowFault{reason: "bad_person", message: fmt.Sprintf("what is to be sealed has %d bytes; at most %d are kept", len(sealed), city.MaxSealed)})
	}
	d.details = nil
	return nil
}
