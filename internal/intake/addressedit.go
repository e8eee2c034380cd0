package intake

import (
	"regexp"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// An export writes an address twice: as a whole, which is the first column that people see, and in its parts. In an
// edited copy either may be edited.

// addressKeys are the columns of an address.
var addressKeys = []string{colAddress, colRoad, colNumber, colYard, colHouseNo}

// editedAddress is the address of a row of an edited copy over the one that was exported.
func (im *thingImporter) editedAddress(r *rowCells, base city.Address) city.Address {
	parts, dwelling := r.addressParts(base)
	defer func() {
		if dwelling {
			im.report.Dwellings++
		}
	}()
	whole := squeezed(r.text(colAddress))
	if !r.head.has(colAddress) || whole == squeezed(base.String()) || whole == squeezed(parts.String()) {
		return parts
	}
	if parts != base {
		r.fail(colAddress, "address_twice", "the whole address and a part of it are both edited, and do not say the same: the parts are %q", parts.String())
		return base
	}
	if whole == "" {
		return city.Address{}
	}
	var flat bool
	whole, flat = cutDwelling(whole)
	dwelling = dwelling || flat
	if a, ok := partedEdit(base, whole); ok {
		return a
	}
	r.fail(colAddress, "address_unparted", "what of the edited address is road, number, compound and building is not certain: edit its parts, in the columns beside it, and leave this one as it was")
	return base
}

// addressParts are the parts of the exported address as the columns beside it say now.
func (r *rowCells) addressParts(a city.Address) (_ city.Address, dwelling bool) {
	for _, of := range []struct {
		key  string
		part *string
	}{{colRoad, &a.Road}, {colNumber, &a.Number}, {colYard, &a.Compound}} {
		if r.head.has(of.key) {
			*of.part = r.text(of.key)
		}
	}
	if text := r.text(colHouseNo); r.head.has(colHouseNo) && text != a.Building {
		a.Building, dwelling = cutDwelling(text)
	}
	return a, dwelling
}

// squeezed is an address without spaces and wide letters, as it is parted.
func squeezed(text string) string { return strings.Join(strings.Fields(plainWidth(text)), "") }

// partedEdit parts an edited address: by the one part that was edited, where it was one, else as tables are
// read. False where it is not certain which of it is what.
func partedEdit(base city.Address, whole string) (city.Address, bool) {
	if a, one := editOfOne(base, whole); one {
		return a, true
	}
	a, _ := splitAddress(whole)
	sure := (a.Road != "" || base.Road == "") && !numbered.MatchString(a.Compound)
	return a, sure && a != (city.Address{})
}

var (
	// numbered is true of what may hold a number of a house.
	numbered = regexp.MustCompile(`[0-9]+(?:号|栋|幢|座|#|-|$)|[附之]`)
	// wholeParts are the forms of parts; one that has none of its own is not held to it.
	wholeParts = []*regexp.Regexp{
		regexp.MustCompile(addressRoad.String() + `$`), regexp.MustCompile(addressNumber.String() + `$`), nil, regexp.MustCompile(`^(?:` + addressHouse.String() + `)$`),
	}
)

// editOfOne finds the part of an address in which alone an edit lies, and gives it what was written there.
func editOfOne(base city.Address, whole string) (city.Address, bool) {
	parts := []*string{&base.Road, &base.Number, &base.Compound, &base.Building}
	old, now := []rune(squeezed(base.String())), []rune(whole)
	from, tail := 0, 0
	for from < min(len(old), len(now)) && old[from] == now[from] {
		from++
	}
	for tail < min(len(old), len(now))-from && old[len(old)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	at := 0
	for i, part := range parts {
		end := at + len([]rune(squeezed(*part)))
		within := at <= from && len(old)-tail <= end && (at < from || from < len(old)-tail) && (from < end)
		if !within {
			at = end
			continue
		}
		text := string(now[at : len(now)-(len(old)-end)])
		if !sameForm(i, squeezed(*part), text) {
			return base, false
		}
		*part = text
		return base, true
	}
	return base, false
}

// sameForm is true of a part that still is what it was: a number a number, a building a building.
func sameForm(part int, was, is string) bool {
	form := wholeParts[part]
	if form == nil || !form.MatchString(was) {
		return numbered.MatchString(was) || !numbered.MatchString(is)
	}
	return form.MatchString(is)
}
