package atlas

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/atlas/address"
	"github.com/redsail/redsail/internal/city"
)

// addressedColumns are what a line with an address gets before the usual columns: the level that
// was reached; the standard address found, or the names of what comes near, with " | " between
// them; where it is, in degrees.
var addressedColumns = []string{"address_level", "address_match", "address_lon", "address_lat"}

// maxNear bounds how many candidates a line tells that is not understood.
const maxNear = 3

// addressed is a line's address, understood or not.
type addressed struct {
	level, match string
	found        bool
	// vague is true of what is more than a spot: only the areas that hold all of it are told, and neither
	// border nor ways.
	vague  bool
	owners []int32 // by layer; below 0 = none
}

// placeAddress finds out what line k means.
func (a *asker) placeAddress(b *addressBook, k int, text string) (problem string) {
	if a.addressed == nil {
		a.addressed = make([]addressed, together)
	}
	at := &a.addressed[k]
	*at = addressed{level: string(address.LevelNone), owners: at.owners[:0]}
	a.points[k] = geo.Point{}
	if problem := addressProblem(text); problem != "" {
		return problem
	}
	found := b.Match(text)
	if found.Outcome != address.Found {
		at.match = b.near(found.Candidates)
		return map[bool]string{true: lineAmbiguousAddress, false: lineUnknownAddress}[found.Outcome == address.Ambiguous]
	}
	c := &found.Candidates[0]
	h := AddressHit{Level: string(c.Level)}
	b.call(c, &h)
	q, spread := b.where(c)
	at.level, at.match, at.found = h.Level, h.Name, true
	at.vague = len(spread) > 0 || c.Level == address.LevelArea || c.Level == address.LevelCompound
	a.points[k] = q
	at.owners = append(at.owners, make([]int32, a.layers)...)
	for i := range at.owners {
		at.owners[i] = locate.None
	}
	for i, area := range b.common(c, q, spread) {
		at.owners[a.pic.order[i]] = area
	}
	return ""
}

// near names the first candidates.
func (b *addressBook) near(list []address.Candidate) string {
	var out []string
	for i := range list[:min(len(list), maxNear)] {
		h := b.hit(&list[i])
		name := h.Name
		for _, area := range h.Areas { // two may have one name
			if b.scope >= 0 && h.Kind != HitArea && area.Layer == b.picture.layers[b.scope].def.Key {
				name = area.Name + name
			}
		}
		out = append(out, name)
	}
	return strings.Join(out, " | ")
}

// onlyCommon leaves in the rows of lines with addresses what holds all that is meant.
func (a *asker) onlyCommon(n int) {
	if a.addressed == nil {
		return
	}
	for k := range n {
		at := &a.addressed[k]
		if !at.found {
			continue
		}
		for i := range at.owners {
			if at.vague || a.pic.layers[i].def.Partition {
				a.rows[k*a.layers+i] = at.owners[i]
			}
		}
	}
}

// pinned is true where line k tells the one area of a free layer that its address names.
func (a *asker) pinned(layer, k int) bool {
	if a.addressed == nil || !a.addressed[k].found || a.pic.layers[layer].def.Base {
		return false
	}
	at := &a.addressed[k]
	named := at.vague || a.pic.layers[layer].def.Key == city.LayerCompound
	return named && at.owners[layer] >= 0
}

// vague is true of a line whose address is more than a spot.
func (a *asker) vague(k int) bool { return a.addressed != nil && a.addressed[k].vague }

// addressCells is how many cells a line gets for its address.
func (r *row) addressCells() int {
	if r.book == nil {
		return 0
	}
	return len(addressedColumns)
}

// addressCell writes a cell of addressedColumns.
func (r *row) addressCell(out []byte, k, column int) []byte {
	at := &r.addressed[k]
	switch column {
	case 0:
		return appendText(out, at.level, r.comma)
	case 1:
		return appendText(out, at.match, r.comma)
	}
	if !at.found {
		return out
	}
	return appendDegrees(out, r.points[k].LonLat()[column-2])
}

func appendDegrees(out []byte, v float64) []byte { return strconv.AppendFloat(out, v, 'f', -1, 64) }

// addressMembers are the same of a line of NDJSON.
func (o *object) addressMembers(out []byte, k int) []byte {
	at := &o.addressed[k]
	out = appendJSON(append(out, `"address_level":`...), at.level)
	out = appendJSON(append(out, `,"address_match":`...), at.match)
	if !at.found {
		return append(out, `,"address_lon":null,"address_lat":null,`...)
	}
	ll := o.points[k].LonLat()
	out = appendDegrees(append(out, `,"address_lon":`...), ll[0])
	out = appendDegrees(append(out, `,"address_lat":`...), ll[1])
	return append(out, ',')
}

// readAddress takes line k of addresses.
func (o *object) readAddress(k int, text []byte, line *jsonLine) {
	readAny(text, line, true)
	said := ""
	if line.problem == "" && line.address != nil && json.Unmarshal(line.address, &said) != nil {
		line.problem = lineBadJSON
	}
	if line.problem != "" {
		said = ""
	}
	if problem := o.placeAddress(o.book, k, said); line.problem == "" {
		line.problem = problem
	}
}

// takeAddress keeps the member address; no other is known.
func (l *jsonLine) takeAddress(name string, value []byte) {
	switch {
	case name == "address" && string(value) != "null":
		l.address = value
	case name != "address" && l.problem == "":
		l.problem = lineUnknownName
	}
}
